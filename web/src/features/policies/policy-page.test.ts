import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { pressIn } from '../../testing/press.ts'
import { sampleReading } from '../../testing/sample-policies.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import { lists } from '../../words/zh-cn/home.ts'
import PolicyPage from './pages/PolicyPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

/** Nothing to read: what it is about is what comes after. */
const ready = {
  ...sampleReading,
  task: { ...sampleReading.task, toRead: 0 },
  clauses: sampleReading.clauses.map((clause) => ({ ...clause, isAsked: false })),
  questions: [],
}
const newer = { error: { code: 'policy.newer_version', message: '', requestId: 'r', details: {} } }

it('signs once more where the network failed, and opens the newer version where there is one', async () => {
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
  const press = pressIn(page)
  await press('签收 3.0 版')
  await press(lists.retry)
  await press(lists.retry)
  const methods = fetch.mock.calls.map(([input, init]) => init?.method ?? (input as Request).method)
  expect(methods).toEqual(['GET', 'POST', 'POST', 'GET'])
  expect(page.find('[role=alert]').exists()).toBe(false)
  expect(page.findAll('button').map((button) => button.text())).toContain('签收 4.0 版')
})
