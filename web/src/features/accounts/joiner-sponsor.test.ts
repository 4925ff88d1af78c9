import { createApiClient } from '@desk/server/client'
import { emptyJoiner, type JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import accounts from '../../locales/zh-CN/accounts.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import JoinerFields from './components/JoinerFields.vue'

const liMin = { userid: 'limin', name: '李敏', department: ['来料检验组'] }
const namesake = { userid: 'limin2', name: '李敏', department: ['采购组'] }
const partner: JoinerRow = { ...emptyJoiner(1), name: 'Oleg', company: '顺达设备', endsOn: '2026-09-30' }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

/** Shows the form of a partner. `props`: further props of the form. */
async function open(row: Partial<JoinerRow> = {}, props: object = {}) {
  const searches: string[] = []
  const fetch = async (url: RequestInfo | URL) => {
    searches.push(decodeURIComponent(new URL(String(url)).search))
    return Promise.resolve(Response.json({ items: [liMin, namesake] }))
  }
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const form = mountUi(JoinerFields, {
    props: { modelValue: { ...partner, ...row }, faults: [], notices: [], ...props },
    parts: { api },
  })
  await flushPromises()
  const chosen = () => form.findAll('.picker-chosen-member').map((member) => member.text())
  const sponsor = () => (form.emitted('update:modelValue')?.at(-1)?.[0] as JoinerRow | undefined)?.sponsor
  return { form, searches, chosen, sponsor }
}

describe('the sponsor of a partner who joins', () => {
  it('the sponsor of a partner is chosen among the members and stored by userid', async () => {
    const { form, sponsor } = await open()
    const field = form.get('input[name=sponsor]')
    expect(field.attributes('role')).toBe('combobox')
    await field.setValue('李敏')
    vi.runAllTimers()
    await flushPromises()
    const options = form.findAll('[role=option]')
    expect(options.map((option) => option.text())).toEqual(['李敏来料检验组', '李敏采购组'])
    await options[1]?.trigger('click')
    expect(sponsor()).toBe('limin2')
  })

  it('a restored form shows the sponsor by name', async () => {
    const { chosen, searches } = await open({ sponsor: 'limin2' })
    expect(searches).toEqual([expect.stringContaining('limin2')])
    expect(chosen()).toEqual(['李敏采购组'])
  })

  it('an entry that is being corrected shows its sponsor without a search', async () => {
    const { chosen, searches } = await open({ sponsor: 'limin' }, { knownSponsor: { userid: 'limin', name: '李敏' } })
    expect([chosen(), searches]).toEqual([['李敏'], []])
  })

  it('an unknown sponsor is reported at its field', async () => {
    const { form } = await open({ sponsor: 'limin' }, { faults: [{ field: 'sponsor', code: 'unknown' }] })
    expect(form.text()).toContain(accounts.faults.unknown())
  })
})
