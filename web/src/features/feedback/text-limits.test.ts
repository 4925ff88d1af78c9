import { createApiClient } from '@desk/server/client'
import { FEEDBACK_TEXT_MAX } from '@desk/shared/feedback/feedback-limits'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import feedback from '../../locales/zh-CN/feedback.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import AnswerForm from './components/AnswerForm.vue'
import FeedbackProblemView from './components/FeedbackProblemView.vue'

it('an answer that is too long is not sent, and its field shows the limit', async () => {
  const form = mountUi(AnswerForm, {
    props: { title: '打印机连不上', people: 1, clauses: [], isBusy: false, error: null },
  })
  const field = form.get<HTMLTextAreaElement>('textarea[name=answer]')
  await clickButton(form)(feedback.detail.outcomes.solved)
  await field.setValue('长'.repeat(FEEDBACK_TEXT_MAX + 1))
  await form.trigger('submit')
  expect(form.text()).toContain(feedback.detail.titleTooLong(FEEDBACK_TEXT_MAX))
  expect(form.emitted('answer')).toBeUndefined()
  await field.setValue('长'.repeat(FEEDBACK_TEXT_MAX))
  await form.trigger('submit')
  expect(form.emitted('answer')).toHaveLength(1)
})

it('a note that is refused as too long shows the limit', async () => {
  const data = { ...samplePages['feedback-problem'].data, allowed: ['note' as const] }
  const error = {
    code: 'input.invalid',
    requestId: 'r',
    details: { fields: [{ path: 'text', code: 'text.too_long' }] },
  }
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) =>
    Promise.resolve(init?.method === 'POST' ? Response.json({ error }, { status: 422 }) : Response.json(data))
  const page = mountUi(FeedbackProblemView, {
    props: { id: data.id },
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState({ name: 'feedback-problem', data }),
    },
  })
  await flushPromises()
  await clickButton(page)(feedback.actions.note)
  const field = document.querySelector<HTMLTextAreaElement>('.sheet textarea')!
  field.value = '很长'
  field.dispatchEvent(new Event('input'))
  document.querySelector('.sheet form')!.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(document.querySelector('.sheet')?.textContent).toContain(feedback.ask.tooLong)
})
