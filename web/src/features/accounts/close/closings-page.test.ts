import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import messages from '../../../locales/zh-CN/accounts-close.ts'
import { mountUi } from '../../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../../testing/samples/sample-pages.ts'
import ClosingsPage from './pages/ClosingsPage.vue'

it('ClosingsPage says once that an account is disabled at once, which has no date', async () => {
  const page = mountUi(ClosingsPage, { parts: { initialState: sampleInitialState(samplePages.closings) } })
  await flushPromises()
  expect(page.text().split(messages.kinds.emergency)).toHaveLength(2)
})
