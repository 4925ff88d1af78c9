import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleFields } from '../../testing/samples/sample-form.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import FieldsPage from './pages/FieldsPage.vue'

it('the switch of a field keeps the focus while it is saved, and after; others wait for it', async () => {
  let answer: () => void = () => undefined
  const sent: string[] = []
  const changeField = (body: { isOpen: boolean; field: string }) =>
    new Promise((resolve) => {
      sent.push(body.field)
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
  const [name, , other] = page.findAll<HTMLInputElement>('input[role=switch]')
  name?.element.focus()
  await name?.setValue(false)
  // A browser takes the focus from what is disabled.
  expect([name?.element.disabled, name?.element.checked]).toEqual([false, false])
  const wasOn = other?.element.checked
  await other?.setValue(wasOn !== true)
  expect([other?.attributes('aria-disabled'), other?.element.checked]).toEqual(['true', wasOn])
  expect(sent).toHaveLength(1)
  answer()
  await flushPromises()
  expect(document.activeElement).toBe(name?.element)
  expect([name?.element.isConnected, name?.element.checked]).toEqual([true, false])
  expect(other?.attributes('aria-disabled')).toBeUndefined()
})
