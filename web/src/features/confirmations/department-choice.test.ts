import { expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { submitsByEnter } from '../../testing/submits-by-enter.ts'
import DepartmentChoice from './components/DepartmentChoice.vue'

it('Enter in the search of DepartmentChoice does not create the campaign with the departments chosen so far', () => {
  const choice = mountUi(DepartmentChoice, { props: { modelValue: [{ id: 12, name: '来料检验组' }] } })
  expect(submitsByEnter(choice.get('input').element)).toBe(false)
})

it('a search of DepartmentChoice that fails says so', async () => {
  const choice = mountUi(DepartmentChoice, { props: { modelValue: [] } })
  await choice.get('input').setValue('来料')
  await vi.waitFor(() => {
    expect(choice.get('[role=alert]').text()).toBe('搜索失败，请稍后再试')
  })
})
