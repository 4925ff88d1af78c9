import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import FeedbackPage from './pages/FeedbackPage.vue'

it('text that is typed while a problem is being sent is kept', async () => {
  const answers: ((response: Response) => void)[] = []
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) =>
    init?.method === 'POST'
      ? new Promise<Response>((resolve) => {
          answers.push(resolve)
        })
      : Promise.resolve(Response.json({ items: [] }))
  const page = mountUi(FeedbackPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(samplePages.feedback),
    },
  })
  const field = page.get<HTMLTextAreaElement>('[name="feedback-text"]')
  const send = async () => {
    await page.get('form').trigger('submit')
    await flushPromises()
  }
  const answer = async () => {
    answers.pop()?.(Response.json(samplePages['feedback-problem'].data))
    await flushPromises()
  }
  await field.setValue('打印机没有纸')
  await send()
  await field.setValue('门禁打不开')
  await answer()
  expect(field.element.value).toBe('门禁打不开')
  await send()
  await answer()
  expect(field.element.value).toBe('')
})
