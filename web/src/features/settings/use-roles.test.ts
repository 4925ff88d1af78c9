import { describe, expect, it, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import { grantRoles } from '@desk/shared/roles/role-names'
import { findRoles } from '@desk/shared/roles/role-words'
import { roleNames as chinese } from '../../locales/zh-CN/parts/role-names.ts'
import { roleNames as english } from '../../locales/en/parts/role-names.ts'
import { ApiError } from '../../api/api-error.ts'
import type { SettingsApi } from '../../api/settings-api.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleRoles } from '../../testing/samples/sample-settings.ts'
import { withSetup } from '../../testing/with-setup.ts'
import { useRoles } from './use-roles.ts'

const initialState = sampleInitialState({ name: 'settings-roles', data: sampleRoles })
const mountRoles = (overrides: Partial<SettingsApi>) =>
  // Any call that a test does not expect fails.
  withSetup(() => useRoles(() => '', overrides as SettingsApi), { initialState })

it.each(grantRoles)('the role %s is found by its name in both languages', (role) => {
  for (const names of [chinese, english]) expect(findRoles(names[role])).toContain(role)
})

describe('useRoles', () => {
  it('confirmProposed confirms proposed grants, not grants of former leaders', async () => {
    const confirmProposals = vi.fn<SettingsApi['confirmProposals']>(() =>
      Promise.resolve({ ...sampleRoles, proposals: { count: 0, items: [] } }),
    )
    const page = mountRoles({ confirmProposals })
    await page.confirmProposed()
    expect(confirmProposals).toHaveBeenCalledExactlyOnceWith(['grt_0sample2'])
    expect(page.roles.value?.proposals.count).toBe(0)
  })

  it('loadMore appends further roles of departments', async () => {
    const [first] = sampleRoles.departments.items
    const further = {
      ...sampleRoles,
      departments: { items: first ? [{ ...first, id: 'grt_0sample9' as const }] : [], next: null },
    }
    const page = mountRoles({ roles: () => Promise.resolve(further) })
    await page.loadMore()
    expect(page.departments.value.map(({ id }) => id).at(-1)).toBe('grt_0sample9')
    expect(page.roles.value?.departments.next).toBeNull()
  })

  it('loadMore of an older search appends nothing', async () => {
    const sought = shallowRef('')
    let answer: () => void = () => undefined
    const roles = () => new Promise<typeof sampleRoles>((resolve) => (answer = () => resolve(sampleRoles)))
    const page = withSetup(() => useRoles(() => sought.value, { roles } as unknown as SettingsApi), { initialState })
    const before = page.departments.value.length
    const loading = page.loadMore()
    const answerMore = answer
    sought.value = '质量'
    await nextTick()
    answerMore()
    await loading
    expect(page.departments.value).toHaveLength(before)
  })

  it('a rejected field gets its message and the roles stay', async () => {
    const details = { fields: [{ path: 'endsOn', code: 'role.over_already' }] }
    const page = mountRoles({ grantRole: () => Promise.reject(new ApiError('input.invalid', 'evt_1', details)) })
    expect(await page.grant({ role: 'hr', userid: 'limin', endsOn: '2020-01-01' })).toBe(false)
    expect(page.change.fields.value.get('endsOn')).toBe('日期已过')
    expect(page.roles.value).toEqual(sampleRoles)
  })

  it('toggle sends the version that was shown', async () => {
    const setRoleSwitch = vi.fn<SettingsApi['setRoleSwitch']>(() => Promise.resolve(sampleRoles))
    await mountRoles({ setRoleSwitch }).toggle('separateDuties', false)
    expect(setRoleSwitch).toHaveBeenCalledExactlyOnceWith({ name: 'separateDuties', value: false, version: 2 })
  })

  it('a switch that somebody else changed meanwhile is shown with its present value, and can then be changed', async () => {
    const now = { ...sampleRoles, separateDuties: { ...sampleRoles.separateDuties, version: 3 } }
    const setRoleSwitch = vi
      .fn<SettingsApi['setRoleSwitch']>(() => Promise.resolve(now))
      .mockRejectedValueOnce(new ApiError('settings.changed_meanwhile'))
    const page = mountRoles({ setRoleSwitch, roles: () => Promise.resolve(now) })
    expect(await page.toggle('separateDuties', false)).toBe(false)
    expect([page.change.isOutdated.value, page.roles.value?.separateDuties.version]).toEqual([true, 3])
    expect(await page.toggle('separateDuties', false)).toBe(true)
    expect(setRoleSwitch.mock.calls.map(([{ version }]) => version)).toEqual([2, 3])
  })
})
