import { CUSTODY_EDITION } from '@desk/shared/custody/custody-statements'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import messages from '../../locales/zh-CN/custody.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { custodyPages } from '../../testing/samples/sample-custody.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import CustodyPage from './pages/CustodyPage.vue'

it('the button that names what is missing leads to the first statement that is not ticked', async () => {
  const page = mountUi(CustodyPage, { parts: { initialState: sampleInitialState(custodyPages.custody) } })
  await flushPromises()
  const boxes = page.findAll('[name=statements]')
  await boxes[0]?.setValue(true)
  expect(page.get('button[type=submit]').text()).toBe(messages.custody.left(2))
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(document.activeElement).toBe(boxes[1]?.element)
  expect(page.get('[role=alert]').text()).toBe(messages.custody.missing(2))
})

it('a page of another edition of the statements offers no confirmation, only to be loaded again', async () => {
  const { name, data } = custodyPages.custody
  const other = { name, data: { ...data, edition: CUSTODY_EDITION + 1 } }
  const page = mountUi(CustodyPage, { parts: { initialState: sampleInitialState(other) } })
  await flushPromises()
  expect([page.find('form').exists(), page.get('[role=alert]').text()]).toEqual([false, messages.custody.changed])
})
