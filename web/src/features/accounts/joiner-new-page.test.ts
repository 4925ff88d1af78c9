import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import JoinerNewPage from './pages/JoinerNewPage.vue'

it('text that is typed while an entry is being checked is not submitted, and is kept', async () => {
  const submitted: string[] = []
  let check: () => void = () => undefined
  const fetch = (url: RequestInfo | URL, init?: RequestInit) => {
    if (String(url).endsWith('/check'))
      return new Promise<Response>((resolve) => {
        check = () => {
          resolve(Response.json({ rows: [{ faults: [], notices: [] }] }))
        }
      })
    submitted.push(String(init?.body))
    return Promise.resolve(Response.json({ joiner: null }))
  }
  const page = mountUi(JoinerNewPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(samplePages['joiner-new']),
    },
  })
  const field = page.get<HTMLInputElement>('input[name=name]')
  await field.setValue('吴桐')
  await page.get('form').trigger('submit')
  await flushPromises()
  await field.setValue('吴彤')
  check()
  await flushPromises()
  expect(submitted).toHaveLength(1)
  expect(submitted[0]).toContain('吴桐')
  expect(field.element.value).toBe('吴彤')
  await page.get('form').trigger('submit')
  await flushPromises()
  check()
  await flushPromises()
  expect(submitted[1]).toContain('吴彤')
  expect(field.element.value).toBe('')
})
