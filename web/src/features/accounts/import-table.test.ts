import { nextTick } from 'vue'
import { expect, it } from 'vitest'
import type { CheckedRow } from '@desk/shared/accounts/account-schemas'
import { emptyJoiner } from '@desk/shared/accounts/joiner-fields'
import { mountUi } from '../../testing/mount-ui.ts'
import ImportTable from './components/ImportTable.vue'

const row = (name: string, faults: CheckedRow['faults']) =>
  ({ row: { ...emptyJoiner(1), name }, departmentPath: [], notices: [], faults }) as CheckedRow
const missing: CheckedRow['faults'] = [{ field: 'name', code: 'missing' }] as never

it('a cell stays open while it is corrected, and the characters of an input method count once they are chosen', async () => {
  const table = mountUi(ImportTable, { props: { rows: [row('', missing)] } })
  const input = table.get<HTMLInputElement>('.import-input')
  input.element.focus()
  await input.trigger('focusin')
  input.element.value = 'ouyang'
  input.element.dispatchEvent(new InputEvent('input', { isComposing: true }))
  expect(table.emitted('change')).toBeUndefined()
  input.element.value = '欧阳 '
  await input.trigger('compositionend')
  expect(table.emitted('change')).toEqual([[1, { name: '欧阳 ' }]])
  await table.setProps({ rows: [row('欧阳', [])] })
  await nextTick()
  expect(document.activeElement).toBe(input.element)
  expect([input.element.value, input.attributes('aria-invalid')]).toEqual(['欧阳 ', 'false'])
})
