import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { submitsByEnter } from '../../testing/submits-by-enter.ts'
import DepartmentChoice from './components/DepartmentChoice.vue'

it('Enter in the search of DepartmentChoice does not create the campaign with the departments chosen so far', () => {
  const choice = mountUi(DepartmentChoice, { props: { modelValue: [{ id: 12, name: '来料检验组' }] } })
  expect(submitsByEnter(choice.get('input').element)).toBe(false)
})
