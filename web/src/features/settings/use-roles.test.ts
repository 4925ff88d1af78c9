import { describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../api/api-error.ts'
import type { SettingsApi } from '../../api/settings-api.ts'
import { sampleInitialState } from '../../testing/sample-pages.ts'
import { sampleRoles } from '../../testing/sample-settings.ts'
import { withSetup } from '../../testing/with-setup.ts'
import { useRoles } from './use-roles.ts'

const initialState = sampleInitialState({ name: 'settings-roles', data: sampleRoles })
const onPage = (overrides: Partial<SettingsApi>) =>
  // What a test does not expect is not there.
  withSetup(() => useRoles(overrides as SettingsApi), { initialState })

describe('the page of roles', () => {
  it('confirms what WeCom proposes, and not who lost the lead', async () => {
    const confirmProposals = vi.fn<SettingsApi['confirmProposals']>(() =>
      Promise.resolve({ ...sampleRoles, proposals: { count: 0, items: [] } }),
    )
    const page = onPage({ confirmProposals })
    await page.confirmShown()
    expect(confirmProposals).toHaveBeenCalledExactlyOnceWith(['grt_0sample2'])
    expect(page.roles.value?.proposals.count).toBe(0)
  })

  it('puts further departments behind the first ones', async () => {
    const [first] = sampleRoles.departments.items
    const further = {
      ...sampleRoles,
      departments: { items: first ? [{ ...first, id: 'grt_0sample9' as const }] : [], next: null },
    }
    const page = onPage({ roles: () => Promise.resolve(further) })
    await page.more()
    expect(page.departments.value.map(({ id }) => id).at(-1)).toBe('grt_0sample9')
    expect(page.roles.value?.departments.next).toBeNull()
  })

  it('says at the field what the server refused, and keeps the page', async () => {
    const details = { fields: [{ path: 'endsOn', code: 'role.over_already' }] }
    const page = onPage({ grantRole: () => Promise.reject(new ApiError('input.invalid', 'evt_1', details)) })
    expect(await page.grant({ role: 'hr', userid: 'limin', endsOn: '2020-01-01' })).toBe(false)
    expect(page.change.fields.value.get('endsOn')).toBe('这一天已经过了')
    expect(page.roles.value).toEqual(sampleRoles)
  })

  it('names the version that a switch was seen in', async () => {
    const setRoleSwitch = vi.fn<SettingsApi['setRoleSwitch']>(() => Promise.resolve(sampleRoles))
    await onPage({ setRoleSwitch }).toggle('separateDuties', false)
    expect(setRoleSwitch).toHaveBeenCalledExactlyOnceWith({ name: 'separateDuties', value: false, version: 2 })
  })
})
