import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import PoliciesPage from './pages/PoliciesPage.vue'

const MINUTE_MS = 60_000

it('the list of policies is loaded again and says when; after a failure the alert names the last time that succeeded', async () => {
  const { data } = samplePages.policies
  const fetch = vi.fn(() => Promise.resolve(Response.json({ ...data, items: [] })))
  const device = fakeDevice()
  const start = device.now()
  let passedMs = 0
  const page = mountUi(PoliciesPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      device: { ...device, now: () => start + passedMs },
      initialState: sampleInitialState(samplePages.policies),
    },
  })
  const refresh = async () => {
    await page.get('.pull-line button').trigger('click')
    await flushPromises()
  }
  expect(page.findAll('li')).toHaveLength(data.items.length)
  expect(page.get('.pull-line').text()).toContain('更新于 10:33')
  passedMs = 2 * MINUTE_MS
  await refresh()
  expect([fetch.mock.calls.length, page.findAll('li').length]).toEqual([1, 0])
  expect(page.get('.pull-line').text()).toContain('更新于 10:35')
  passedMs = 4 * MINUTE_MS
  fetch.mockResolvedValueOnce(new Response('', { status: 500 }))
  await refresh()
  expect(page.get('[role=alert]').text()).toContain('更新于 10:35')
})
