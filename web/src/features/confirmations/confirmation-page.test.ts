import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { expect, it } from 'vitest'
import confirmations from '../../locales/zh-CN/confirmations.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleConfirmation } from '../../testing/samples/sample-confirmations.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import ConfirmationPage from './pages/ConfirmationPage.vue'

const { own: messages, fields: names } = confirmations

it('a value that changed while the page was offline loses its mark, and the page says so', async () => {
  let shown = sampleConfirmation
  const fetch = async () => Promise.resolve(Response.json(shown))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(ConfirmationPage, { parts: { api } })
  await flushPromises()
  const right = (field: 'name' | 'department') => page.get(`[aria-label="${messages.rightField(names[field])}"]`)
  await right('name').trigger('click')
  await right('department').trigger('click')
  const fields = shown.fields.map((entry) => (entry.field === 'department' ? { ...entry, value: '质量中心' } : entry))
  shown = { ...shown, fields, hash: 'c'.repeat(64) }
  dispatchEvent(new Event('online'))
  await flushPromises()
  expect(['name', 'department'].map((field) => right(field as 'name').attributes('aria-pressed'))).toEqual([
    'true',
    'false',
  ])
  expect(page.text()).toContain(messages.changedNow)
})

it('marks are restored after a visit to the consent page of WeCom', async () => {
  const initialState = sampleInitialState({ name: 'confirmation', data: sampleConfirmation })
  const device = fakeDevice()
  const openPage = () => mountUi(ConfirmationPage, { parts: { device, initialState } })
  const label = `[aria-label="${messages.rightField(names.name)}"]`
  const before = openPage()
  await before.get(label).trigger('click')
  dispatchEvent(new Event('pagehide'))
  before.unmount()
  const after = openPage()
  await flushPromises()
  expect(after.get(label).attributes('aria-pressed')).toBe('true')
})

it('whoever reported a field as wrong can say that all is right after all, and a second field is reported beside the first', async () => {
  const sent: unknown[] = []
  const wrong = {
    ...sampleConfirmation,
    state: 'wrong' as const,
    fields: sampleConfirmation.fields.map((entry) => ({
      ...entry,
      isChanged: false,
      isReported: entry.field === 'telephone',
    })),
  }
  const fetch = (_input: RequestInfo | URL, init?: RequestInit) => {
    if (init?.body !== undefined) sent.push(JSON.parse(String(init.body)))
    return Promise.resolve(Response.json(wrong))
  }
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(ConfirmationPage, { parts: { api } })
  await flushPromises()
  expect(page.text()).toContain(messages.wrong)
  const allRight = page.findAll('button').find((button) => button.text() === messages.allRight(4))
  await allRight?.trigger('click')
  await flushPromises()
  await page.get(`[aria-label="${messages.changeField(names.position)}"]`).trigger('click')
  await flushPromises()
  const { hash } = sampleConfirmation
  expect(sent).toEqual([
    { answer: 'ok', hash },
    { answer: 'wrong', hash, fields: ['position', 'telephone'] },
  ])
})
