import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { ReminderReach } from '@desk/shared/policies/board-schemas'
import { afterEach, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { clickButton } from '../../testing/click-button.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import { lists } from '../../locales/zh-CN/parts/home.ts'
import { policyAdmin } from '../../locales/zh-CN/policy-admin.ts'
import ReminderCard from './components/board/ReminderCard.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const messages = policyAdmin.board

function mountCard(boardReach: ReminderReach | null, answers: Response[]) {
  const fetch = vi.fn((_input: RequestInfo | URL, _init?: RequestInit) => Promise.resolve(answers.shift()!))
  const card = mountUi(ReminderCard, {
    props: { policyId: 'pol_0sample1', department: 12, missing: 67, boardReach, to: '/people' },
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  const requestedUrls = () => fetch.mock.calls.map(([input]) => String(input instanceof Request ? input.url : input))
  return { card, requestedUrls, press: clickButton(card) }
}

it('ReminderCard previews the recipients before sending, then reports that all were reminded today', async () => {
  const { card, requestedUrls, press } = mountCard({ reached: 67, skipped: 0 }, [
    Response.json({ reached: 66, skipped: 1, names: ['郭𠮷', '马晓宇'] }),
    Response.json({ reached: 66, skipped: 1 }),
  ])
  await flushPromises()
  expect(requestedUrls()).toEqual([])
  await press(messages.remind(67))
  expect(requestedUrls()).toEqual(['http://desk.test/api/policies/pol_0sample1/reach?department=12'])
  expect(document.body.textContent).toContain('郭𠮷、马晓宇 等 66 人')
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(requestedUrls().at(-1)).toBe('http://desk.test/api/policies/pol_0sample1/urge')
  expect(card.text()).toContain(messages.remindDone(67))
  expect(card.find('.van-button--primary').exists()).toBe(false)
})

it('ReminderCard sends nothing when the preview is closed', async () => {
  const { requestedUrls, press } = mountCard({ reached: 2, skipped: 0 }, [
    Response.json({ reached: 2, skipped: 0, names: ['郭𠮷', '马晓宇'] }),
  ])
  await press(messages.remind(2))
  document.querySelector<HTMLElement>('.sheet-inner > .button-text')?.click()
  await flushPromises()
  expect(requestedUrls()).toHaveLength(1)
  expect(document.body.textContent).not.toContain(messages.remindSend(2))
})

it('ReminderCard counts the remaining recipients when its count is unknown, and retries after a failure', async () => {
  const { card, requestedUrls, press } = mountCard(null, [
    new Response(null, { status: 500 }),
    Response.json({ reached: 3, skipped: 12 }),
  ])
  expect(card.text()).toContain(messages.remindWait)
  await flushPromises()
  expect(card.text()).toContain(lists.notRead)
  await press(lists.retry)
  expect(card.text()).toContain(messages.remindHint(3, 12))
  expect(card.text()).toContain(messages.remind(3))
  expect(new Set(requestedUrls())).toEqual(new Set(['http://desk.test/api/policies/pol_0sample1/reach?department=12']))
})
