import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import MessageTemplatesPage from './pages/MessageTemplatesPage.vue'

it('a long title of a message wraps in its field, and has no line break of its own', async () => {
  const page = mountUi(MessageTemplatesPage, {
    parts: { initialState: sampleInitialState(samplePages['settings-texts']) },
  })
  await flushPromises()
  const title = page.get<HTMLTextAreaElement>('textarea[name=title]')
  await title.setValue('待审批\n2 件')
  expect(title.element.value).toBe('待审批 2 件')
})
