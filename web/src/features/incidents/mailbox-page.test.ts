import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { expect, it, onTestFinished, vi } from 'vitest'
import { incidents } from '../../locales/zh-CN/incidents.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import MailboxPage from './pages/MailboxPage.vue'

const TOKEN = 'token-of-today'

it('a code that is entered before the page has loaded is sent with the token of the page once it has loaded', async () => {
  const tokens: string[] = []
  let answerForm = (_: Response): void => undefined
  const fetch = vi.fn(async (_url: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method !== 'POST')
      return new Promise<Response>((resolve) => {
        answerForm = resolve
      })
    tokens.push((JSON.parse(String(init.body)) as { token: string }).token)
    return Promise.resolve(
      Response.json({ error: { code: 'not_found', requestId: 'r', details: {} } }, { status: 404 }),
    )
  })
  // The mailbox uses a separate client.
  vi.stubGlobal('fetch', fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(MailboxPage, { parts: { api } })
  await flushPromises()
  await page.get('input').setValue('2222-3333-4444-5555')
  await page.get('form').trigger('submit')
  await flushPromises()
  answerForm(Response.json({ token: TOKEN }))
  await flushPromises()
  expect(tokens).toEqual([TOKEN])
  expect(page.text()).toContain(incidents.mailbox.notFound)
})

it('in an opened mailbox the primary button sends a message, and does not close the mailbox', async () => {
  const fetch = async (_url: RequestInfo | URL, init?: RequestInit) =>
    Promise.resolve(Response.json(init?.method === 'POST' ? samplePages.incident.data : { token: TOKEN }))
  vi.stubGlobal('fetch', fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const page = mountUi(MailboxPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  await page.get('input').setValue('2222-3333-4444-5555')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(page.findAll('.button-primary').map((button) => button.text())).toEqual([incidents.detail.send])
})

it('a report that could not be read again says so', async () => {
  let isDown = false
  const fetch = vi.fn(async (_url: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method !== 'POST') return Promise.resolve(Response.json({ token: TOKEN }))
    return Promise.resolve(
      isDown
        ? Response.json({ error: { code: 'internal', requestId: 'r', details: {} } }, { status: 503 })
        : Response.json(samplePages.incident.data),
    )
  })
  vi.stubGlobal('fetch', fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(MailboxPage, { parts: { api } })
  await flushPromises()
  await page.get('input').setValue('2222-3333-4444-5555')
  await page.get('form').trigger('submit')
  await flushPromises()
  const refresh = page.findAll('button').find((button) => button.text() === incidents.detail.refresh)!
  const alerts = () => page.findAll('[role=alert]').filter((alert) => alert.text() !== '')
  await refresh.trigger('click')
  await flushPromises()
  expect(alerts()).toHaveLength(0)
  isDown = true
  await refresh.trigger('click')
  await flushPromises()
  expect(alerts()).toHaveLength(1)
})
