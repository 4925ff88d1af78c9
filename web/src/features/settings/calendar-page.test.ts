import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import delivery from '../../locales/zh-CN/delivery.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleCalendar } from '../../testing/samples/sample-delivery.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import CalendarPage from './pages/CalendarPage.vue'

const { calendar: messages } = delivery

it('two quick taps move the calendar by two months', async () => {
  const answers: (() => void)[] = []
  const fetch = vi.fn(
    (url: RequestInfo | URL) =>
      new Promise<Response>((resolve) => {
        const month = new URL(String(url)).searchParams.get('month')
        answers.push(() => {
          resolve(Response.json({ ...sampleCalendar, month }))
        })
      }),
  )
  const page = mountUi(CalendarPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(samplePages['settings-calendar']),
    },
  })
  await flushPromises()
  await clickButton(page)(messages.after)
  await clickButton(page)(messages.after)
  for (const answer of answers) answer()
  await flushPromises()
  expect(page.get('#month').text()).toBe(messages.month(2026, 5))
  await clickButton(page)(messages.before)
  answers.at(-1)?.()
  await flushPromises()
  expect(page.get('#month').text()).toBe(messages.month(2026, 4))
})
