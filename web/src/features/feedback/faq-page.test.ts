import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import FaqPage from './pages/FaqPage.vue'

it('FaqPage searches within the policy for which it was opened', async () => {
  const queries: string[] = []
  const fetch = async (url: RequestInfo | URL) => {
    queries.push(new URL(String(url)).search)
    return Promise.resolve(Response.json(samplePages['feedback-faq'].data))
  }
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(FaqPage, { parts: { api }, path: '/feedback/faq?policy=pol_1' })
  await flushPromises()
  await page.get('input[name=q]').setValue('报销')
  await page.get('form').trigger('submit')
  await flushPromises()
  const searches = queries.map((search) => Object.fromEntries(new URLSearchParams(search)))
  expect(searches.at(-1)).toEqual({ q: '报销', policy: 'pol_1' })
})
