import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
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
