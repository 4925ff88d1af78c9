import { HOUR_MS } from '@desk/shared/kernel/durations'
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import type { DelegationBody } from '@desk/shared/delegations/delegation-schemas'
import { ApiError } from '../../api/api-error.ts'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import approvals from '../../locales/zh-CN/approvals.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleDelegations } from '../../testing/samples/sample-delegations.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import DelegationsPage from './pages/DelegationsPage.vue'

const { delegation: messages } = approvals

afterEach(() => {
  vi.useRealTimers()
})

async function open(device = fakeDevice()) {
  const sent: DelegationBody[] = []
  const api = fakeApi({
    requests: {
      delegations: () => Promise.resolve(sampleDelegations),
      delegate: (body) => {
        sent.push(body)
        // The list is as long as before: another delegation ended meanwhile.
        return Promise.resolve({ ...sampleDelegations })
      },
    },
  })
  const page = mountUi(DelegationsPage, { parts: { api, device } })
  await flushPromises()
  return { page, sent, note: () => page.get<HTMLInputElement>('[name=note]').element.value }
}

it('a delegation refused because of another one keeps its input, and the list then shows that one', async () => {
  const { given: _given, ...rest } = sampleDelegations
  const lists = [{ ...rest, given: [] }, sampleDelegations]
  const api = fakeApi({
    requests: {
      delegations: () => Promise.resolve(lists.shift() ?? sampleDelegations),
      delegate: () => Promise.reject(new ApiError('delegation.overlaps', 'r')),
    },
  })
  history.replaceState(null, '', '/delegations/refused')
  const page = mountUi(DelegationsPage, { parts: { api } })
  await flushPromises()
  expect(page.find('#given').exists()).toBe(false)
  await clickButton(page)('周启明')
  await page.get('[name=note]').setValue('出差去苏州')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(page.findAll('[role=alert]').map((alert) => alert.text())).toContain(errors['delegation.overlaps'])
  expect(page.find('#given').exists()).toBe(true)
  expect(page.get<HTMLInputElement>('[name=note]').element.value).toBe('出差去苏州')
  history.replaceState(null, '', '/')
})

it('a typed delegation is restored after a visit to another page, until it is stored', async () => {
  const first = await open()
  await clickButton(first.page)('周启明')
  await first.page.get('[name=note]').setValue('出差去苏州')
  first.page.unmount()
  const second = await open()
  expect(second.note()).toBe('出差去苏州')
  await second.page.get('form').trigger('submit')
  await flushPromises()
  expect(second.sent).toMatchObject([{ delegate: 'zhouqiming', note: '出差去苏州' }])
  expect([second.note(), second.page.text().includes(messages.saveEmpty)]).toEqual(['', true])
  second.page.unmount()
  expect((await open()).note()).toBe('')
})

it('without a delegate, submitting moves the focus to their field and sends nothing', async () => {
  const { page, sent } = await open()
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(document.activeElement).toBe(page.get('[name=delegate]').element)
  expect(sent).toEqual([])
})

it('a delegation from a form that stays open past midnight starts on the new day', async () => {
  vi.useFakeTimers()
  let now = 0
  const { page, sent } = await open({ ...fakeDevice(), now: () => now })
  await clickButton(page)('周启明')
  // From 10:33 to 00:33.
  now += 14 * HOUR_MS
  vi.advanceTimersByTime(30_000)
  await flushPromises()
  await page.get('form').trigger('submit')
  await flushPromises()
  await clickButton(page)('周启明')
  await clickButton(page)(messages.todayOnly)
  await page.get('form').trigger('submit')
  await flushPromises()
  const day = '2026-03-18'
  expect(sent.map(({ startsOn, endsOn }) => [startsOn, endsOn])).toEqual([
    [day, day],
    [day, day],
  ])
})
