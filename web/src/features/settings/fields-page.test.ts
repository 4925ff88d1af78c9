import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleFields } from '../../testing/samples/sample-form.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import FieldsPage from './pages/FieldsPage.vue'

it('the switch of a field keeps the focus while it is saved, and after', async () => {
  let answer: () => void = () => undefined
  const changeField = (body: { isOpen: boolean; field: string }) =>
    new Promise((resolve) => {
      answer = () => {
        const fields = sampleFields.fields.map((row) => (row.field === body.field ? { ...row, ...body } : row))
        resolve({ version: 3, fields })
      }
    })
  const page = mountUi(FieldsPage, {
    parts: {
      api: fakeApi({ info: { changeField: changeField as never } }),
      initialState: sampleInitialState({ name: 'settings-fields', data: sampleFields }),
    },
  })
  const [name] = page.findAll<HTMLInputElement>('input[role=switch]')
  name?.element.focus()
  await name?.setValue(false)
  // A browser takes the focus from what is disabled.
  expect([name?.element.disabled, name?.element.checked]).toEqual([false, true])
  answer()
  await flushPromises()
  expect(document.activeElement).toBe(name?.element)
  expect([name?.element.isConnected, name?.element.checked]).toEqual([true, false])
})
