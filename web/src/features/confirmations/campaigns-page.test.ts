import { createApiClient } from '@desk/server/client'
import type { CampaignState } from '@desk/shared/confirmations/confirmation-states'
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import confirmations from '../../locales/zh-CN/confirmations.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleCampaigns } from '../../testing/samples/sample-confirmations.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import CampaignsPage from './pages/CampaignsPage.vue'

const { list: messages } = confirmations

it('a campaign that has not started is cancelled from the list, and has no link to a board, also after that', async () => {
  const [running, scheduled] = sampleCampaigns.items
  let items = [
    { ...running!, isStarted: true },
    { ...scheduled!, isStarted: false },
  ]
  const posted: string[] = []
  const fetch = (input: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method === 'POST') {
      posted.push(new URL(input instanceof Request ? input.url : input).pathname)
      items = [items[0]!, { ...items[1]!, state: 'ended' }]
    }
    return Promise.resolve(Response.json({ ...sampleCampaigns, items }))
  }
  const page = mountUi(CampaignsPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const boards = () => page.findAll('a[href^="/confirmations/"]').map((link) => link.attributes('href'))
  expect(boards()).toEqual([`/confirmations/${running!.id}/board`])
  await page.get(`[aria-label="${messages.cancelOne(scheduled!.title)}"]`).trigger('click')
  await flushPromises()
  document.querySelector('.sheet form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(posted).toEqual([`/api/settings/confirmations/${scheduled!.id}/end`])
  expect(boards()).toEqual([`/confirmations/${running!.id}/board`])
  expect(page.text()).toContain(messages.cancelled)
})

it('a campaign that has started meanwhile is not cancelled, and the list shows it as it is', async () => {
  const [first] = sampleCampaigns.items
  let row = { ...first!, state: 'scheduled' as CampaignState, isStarted: false }
  const posted: unknown[] = []
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method !== 'POST') return Response.json({ ...sampleCampaigns, items: [row] })
    posted.push(await new Request(input, init).json())
    row = { ...row, state: 'running', isStarted: true }
    const error = { code: 'settings.changed_meanwhile', message: '', requestId: 'r' }
    return Response.json({ error }, { status: 409 })
  }
  const page = mountUi(CampaignsPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  await page.get(`[aria-label="${messages.cancelOne(row.title)}"]`).trigger('click')
  await flushPromises()
  document.querySelector('.sheet form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await vi.waitFor(() => {
    expect(page.find(`a[href="/confirmations/${row.id}/board"]`).exists()).toBe(true)
  })
  expect(posted).toEqual([{ before: 'start' }])
  expect(document.querySelector('.sheet')?.textContent).toContain(errors['settings.changed_meanwhile'])
})
