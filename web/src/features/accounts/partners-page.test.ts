import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { h, shallowRef } from 'vue'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import PartnersPage from './pages/PartnersPage.vue'

it('the form says that the person named by the address could not be loaded', async () => {
  const fetch = () => Promise.reject(new TypeError('Failed to fetch'))
  const isOpen = shallowRef(false)
  // Opened once the router knows the address, as in the app.
  const page = mountUi(
    { setup: () => () => (isOpen.value ? h(PartnersPage) : h('i')) },
    {
      path: '/settings/partners?userid=somebody',
      parts: {
        api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
        initialState: sampleInitialState(samplePages['settings-partners']),
      },
    },
  )
  await flushPromises()
  isOpen.value = true
  await flushPromises()
  expect(page.get('.partners-form').text()).toContain(errors.offline)
})
