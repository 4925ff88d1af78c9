import { DOMWrapper, flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { clickButton } from '../../testing/click-button.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { sampleReading } from '../../testing/samples/policies/sample-policies.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import { lists } from '../../locales/zh-CN/parts/home.ts'
import policyTexts from '../../locales/zh-CN/policies.ts'
import { createDrafts } from '../../stores/drafts.ts'
import QuestionSheet from './components/questions/QuestionSheet.vue'
import { noProgress } from './read-progress.ts'
import { createReadingStore } from './reading-progress-store.ts'
import PolicyPage from './pages/PolicyPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

/** A text without required clauses, ready to sign. */
const ready = {
  ...sampleReading,
  task: { ...sampleReading.task, toRead: 0 },
  clauses: sampleReading.clauses.map((clause) => ({ ...clause, isAsked: false })),
  questions: [],
  exemptionRequest: null,
}
const newer = { error: { code: 'policy.newer_version', message: '', requestId: 'r', details: {} } }

it('a reader is told when the text in the other language cannot be loaded', async () => {
  const failed = { error: { code: 'unavailable', message: '', requestId: 'r', details: {} } }
  const answers = [Response.json(ready), Response.json(failed, { status: 503 })]
  const fetch = () => Promise.resolve(answers.shift() ?? Response.json({ ...ready, language: 'en' }))
  const page = mountUi(PolicyPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const press = clickButton(page)
  await press(policyTexts.read.otherLanguage.en)
  expect(page.find('.error-note').exists()).toBe(true)
  await press(lists.retry)
  expect(page.find('.error-note').exists()).toBe(false)
})

it('retry signs again after a network error and loads the text when a newer version exists', async () => {
  const answers: (() => Promise<Response>)[] = [
    () => Promise.resolve(Response.json(ready)),
    () => Promise.reject(new TypeError('offline')),
    () => Promise.resolve(Response.json(newer, { status: 409 })),
    () => Promise.resolve(Response.json({ ...ready, task: { ...ready.task, label: '4.0' } })),
  ]
  const fetch = vi.fn((_input: RequestInfo | URL, _init?: RequestInit) => answers.shift()!())
  const page = mountUi(PolicyPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const press = clickButton(page)
  await press('签收 3.0 版')
  await press(lists.retry)
  await press(lists.retry)
  const methods = fetch.mock.calls.map(([input, init]) => init?.method ?? (input as Request).method)
  expect(methods).toEqual(['GET', 'POST', 'POST', 'GET'])
  expect(page.find('[role=alert]').exists()).toBe(false)
  expect(page.findAll('button').map((button) => button.text())).toContain('签收 4.0 版')
})

it('signing uses the stored token; a refused token is deleted and the text loads again', async () => {
  const tabStorage = new Map<string, string>()
  const device = fakeDevice(new Map(), tabStorage)
  const [stored, fresh, reopened] = ['k', 'c', 'd'].map((character) => character.repeat(64))
  createReadingStore(createDrafts(device, sampleInitialState(samplePages.home).me!)).save(
    { ...ready, token: stored! },
    noProgress,
    device.now(),
  )
  const refused = { error: { code: 'policy.open_again', message: '', requestId: 'r', details: {} } }
  const signed = { code: 'K7Q2-91FD', label: '3.0', signedAt: '2026-03-17T02:36:52Z', basis: 'delta', read: 0 }
  const answers = [
    Response.json({ ...ready, token: fresh }),
    Response.json(refused, { status: 409 }),
    Response.json({ ...ready, token: reopened }),
    Response.json(signed, { status: 201 }),
  ]
  const sent: unknown[] = []
  const fetch = vi.fn(async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init)
    if (request.method === 'POST') sent.push(((await request.json()) as { token: string }).token)
    return answers.shift()!
  })
  const page = mountUi(PolicyPage, {
    parts: { device, api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const press = clickButton(page)
  await press('签收 3.0 版')
  expect([sent, [...tabStorage]]).toEqual([[stored], []])
  await press(lists.retry)
  await press('签收 3.0 版')
  expect([sent, [...tabStorage]]).toEqual([[stored, reopened], []])
})

it('a request for an exemption that is submitted again opens with its earlier values', async () => {
  const view = { ...ready, exemptionAgain: { reason: '产假', until: '' } }
  const fetch = vi.fn(() => Promise.resolve(Response.json(view)))
  mountUi(PolicyPage, { parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) } })
  await flushPromises()
  const sheet = document.querySelector('[role=dialog]')
  const value = (name: string) => sheet?.querySelector<HTMLInputElement>(`[name=${name}]`)?.value
  expect([value('exemption-reason'), value('exemption-until')]).toEqual(['产假', ''])
})

it('a question that is sent again after a lost response keeps its key, and another question has another', async () => {
  const keys: (string | null)[] = []
  const fetch = vi.fn((input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init)
    if (request.method === 'POST' && keys.push(request.headers.get('idempotency-key')) === 1)
      return Promise.reject(new TypeError('no response'))
    return Promise.resolve(Response.json(ready))
  })
  const page = mountUi(PolicyPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const send = async (text: string) => {
    const form = new DOMWrapper(document.querySelector('[role=dialog] form')!)
    await form.get('[name=question]').setValue(text)
    await form.trigger('submit')
    await flushPromises()
  }
  await clickButton(page)(policyTexts.read.ask)
  await send('平板算吗？')
  await send('平板算吗？')
  await clickButton(page)(policyTexts.read.ask)
  await send('手表算吗？')
  expect(keys).toEqual(['key1', 'key1', 'key2'])
})

it('a typed question is restored after its sheet was closed, until it is sent', async () => {
  const fetch = vi.fn(() => Promise.resolve(Response.json(ready)))
  const page = mountUi(PolicyPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const form = () => new DOMWrapper(document.querySelector('[role=dialog] form')!)
  const typed = () => form().get<HTMLTextAreaElement>('[name=question]').element.value
  const ask = () => clickButton(page)(policyTexts.read.ask)
  await ask()
  await form().get('[name=question]').setValue('夜班也要签吗')
  page.getComponent(QuestionSheet).vm.$emit('close')
  await flushPromises()
  await ask()
  expect(typed()).toBe('夜班也要签吗')
  await form().trigger('submit')
  await flushPromises()
  await ask()
  expect(typed()).toBe('')
})
