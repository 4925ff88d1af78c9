import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleSheet } from '../../testing/samples/sample-form.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import infoChange from '../../locales/zh-CN/info-change.ts'
import ManualSheetPage from './pages/ManualSheetPage.vue'

const { sheet: messages } = infoChange

it.each([false, true])(
  'ManualSheetPage asks for manual changes unless the request is over (over: %s)',
  async (isOver) => {
    const sheet = () => Promise.resolve({ ...sampleSheet, isOver })
    const page = mountUi(ManualSheetPage, { parts: { api: fakeApi({ info: { sheet } }) } })
    await flushPromises()
    expect([page.text().includes(messages.intro), page.text().includes(messages.over)]).toEqual([!isOver, isOver])
  },
)
