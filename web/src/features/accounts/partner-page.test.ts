import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { PartnerView } from '@desk/shared/accounts/partner-schemas'
import { afterEach, describe, expect, it, vi } from 'vitest'
import people from '../../locales/zh-CN/people.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import PartnerPage from './pages/PartnerPage.vue'

afterEach(() => {
  vi.useRealTimers()
})

const { manual } = people.partner
const { partner: sample, today } = samplePages.partner.data
const ended: PartnerView = { ...sample, state: 'disabling', daysLeft: -1, trouble: 'no_contacts_secret' }

/** Opens the page of a partner. `after`: the partner that later requests return. */
function open(partner: PartnerView, after = partner) {
  const fetch = async () => Promise.resolve(Response.json({ partner: after, today }))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const initialState = sampleInitialState({ name: 'partner', data: { partner, today } })
  return mountUi(PartnerPage, { parts: { api, initialState } })
}
const sheetOf = (page: ReturnType<typeof open>) => page.find('section.manual-account')

describe('the page of a partner', () => {
  it.each([
    ['disabling', 'no_contacts_secret'],
    ['enabling', '60011'],
  ] as const)(
    'the page of a partner in the state %s, whose account has to be changed in the console, says what to do there, with the name and the userid to copy',
    (state, trouble) => {
      const sheet = sheetOf(open({ ...ended, state, trouble }))
      expect(sheet.attributes('aria-label')).toBe(manual[state].title)
      expect(sheet.text()).toContain(manual[state].step)
      const copied = sheet
        .findAll('.copy-field')
        .map((field) => [field.get('label').text(), field.get('textarea').element.value])
      expect(copied).toEqual([
        [manual.name, '王强'],
        [manual.userid, 'wangqiang'],
      ])
    },
  )

  it.each<[string, Partial<PartnerView>]>([
    ['the sponsor', { allowed: ['renew', 'close'] }],
    ['anybody while the app changes the account', { trouble: null }],
    ['anybody for an account that is gone', { trouble: 'gone' }],
    ['anybody for an account that the app cannot read', { trouble: 'not_visible' }],
  ])('the page of a partner does not send %s to the console', (_, changes) => {
    expect(sheetOf(open({ ...ended, ...changes })).exists()).toBe(false)
  })

  it('the page of a partner says nothing about the console once WeCom shows the change', async () => {
    vi.useFakeTimers()
    const disabledAt = '2026-03-17T01:00:00Z'
    const page = open(ended, { ...ended, state: 'disabled', disabledAt, trouble: null })
    expect(sheetOf(page).exists()).toBe(true)
    await vi.advanceTimersByTimeAsync(2_000)
    await flushPromises()
    expect(sheetOf(page).exists()).toBe(false)
  })

  it('a contract that somebody else has renewed meanwhile is shown, and is then renewed from its new last day', async () => {
    const bodies: object[] = []
    const renewed = { partner: { ...sample, endsOn: '2026-04-30' }, today }
    const error = { code: 'account.changed_meanwhile', requestId: 'r', details: {} }
    const fetch = (_url: RequestInfo | URL, init?: RequestInit) => {
      if (init?.method === 'POST') bodies.push(JSON.parse(String(init.body)) as object)
      const isRefused = init?.method === 'POST' && bodies.length === 1
      return Promise.resolve(isRefused ? Response.json({ error }, { status: 409 }) : Response.json(renewed))
    }
    const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
    const page = mountUi(PartnerPage, { parts: { api, initialState: sampleInitialState(samplePages.partner) } })
    await page.get('.partner-form input').setValue('2026-06-30')
    for (const seenEndsOn of [sample.endsOn, '2026-04-30']) {
      await page.get('.partner-form').trigger('submit')
      await flushPromises()
      expect(bodies.at(-1)).toEqual({ seenEndsOn, endsOn: '2026-06-30' })
      expect(page.get('.partner-head').text()).toContain(people.partner.until('2026-04-30'))
    }
  })
})
