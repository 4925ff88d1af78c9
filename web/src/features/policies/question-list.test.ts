import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import QuestionList from './components/questions/QuestionList.vue'

const question = (id: string) => ({
  id,
  person: { userid: 'guoji', name: '郭𠮷', department: ['质量中心'] },
  clauseNo: null,
  messages: [{ by: '郭𠮷', at: '2026-03-16T02:00:00Z', text: '夜班也要签吗' }],
})

it('an unsent answer is restored after a visit to another page, a sent one is not', async () => {
  const fetch = async () => Promise.resolve(Response.json({ items: [question('que_1'), question('que_2')] }))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const open = async () => {
    const list = mountUi(QuestionList, { props: { policyId: 'pol_1' }, parts: { api } })
    await flushPromises()
    return list
  }
  const first = await open()
  await first.get('[name="answer-que_1"]').setValue('要')
  await first.get('[name="answer-que_2"]').setValue('还在')
  await first.get('form').trigger('submit')
  await flushPromises()
  first.unmount()
  const restored = await open()
  const texts = restored.findAll('textarea').map(({ element }) => element.value)
  expect(texts).toEqual(['', '还在'])
})

it('text that is typed while an answer is being sent is kept', async () => {
  const answers: ((response: Response) => void)[] = []
  const questions = { items: [question('que_1')] }
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) =>
    init?.method === 'POST'
      ? new Promise<Response>((resolve) => {
          answers.push(resolve)
        })
      : Promise.resolve(Response.json(questions))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const list = mountUi(QuestionList, { props: { policyId: 'pol_1' }, parts: { api } })
  await flushPromises()
  const field = list.get<HTMLTextAreaElement>('[name="answer-que_1"]')
  await field.setValue('要')
  await list.get('form').trigger('submit')
  await field.setValue('也要')
  answers[0]?.(Response.json(questions))
  await flushPromises()
  expect(field.element.value).toBe('也要')
  await list.get('form').trigger('submit')
  answers[1]?.(Response.json(questions))
  await flushPromises()
  expect(field.element.value).toBe('')
})

it('while an answer is being sent, its button is busy and those of other questions look disabled', async () => {
  const answers: ((response: Response) => void)[] = []
  const questions = { items: [question('que_1'), question('que_2')] }
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) =>
    init?.method === 'POST'
      ? new Promise<Response>((resolve) => {
          answers.push(resolve)
        })
      : Promise.resolve(Response.json(questions))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const list = mountUi(QuestionList, { props: { policyId: 'pol_1' }, parts: { api } })
  await flushPromises()
  const looks = () =>
    list
      .findAll('form button')
      .map((button) => [button.attributes('aria-busy') === 'true', button.classes('button-soft-disabled')])
  await list.get('[name="answer-que_1"]').setValue('要')
  await list.get('form').trigger('submit')
  expect(looks()).toEqual([
    [true, false],
    [false, true],
  ])
  answers[0]?.(Response.json(questions))
  await flushPromises()
  expect(looks()).toEqual([
    [false, false],
    [false, false],
  ])
})
