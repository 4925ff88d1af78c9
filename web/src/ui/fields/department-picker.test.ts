import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { submitsByEnter } from '../../testing/submits-by-enter.ts'
import DepartmentPicker from './DepartmentPicker.vue'

const inspection = { id: 12, path: ['质量中心', '来料检验组'] }
const texts = { label: '新部门', hint: '输入部门名称', change: '重选', none: '没有找到部门', error: null }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

function open(found: readonly (typeof inspection)[] | Error, modelValue: typeof inspection | null = null) {
  const search = () => (found instanceof Error ? Promise.reject(found) : Promise.resolve(found))
  const picker = mountUi(DepartmentPicker, { props: { ...texts, modelValue, search } })
  const type = async (text: string) => {
    await picker.get('input').setValue(text)
    vi.runAllTimers()
    await flushPromises()
  }
  return { picker, type }
}

it('DepartmentPicker chooses a department that was found by its name', async () => {
  const { picker, type } = open([inspection])
  expect(picker.get('label').attributes('for')).toBe(picker.get('input').attributes('id'))
  await type('来料')
  await picker.get('.department-option').trigger('click')
  expect(picker.emitted('update:modelValue')).toEqual([[inspection]])
})

it('DepartmentPicker says that no department has this name', async () => {
  const { picker, type } = open([])
  await type('没有的')
  expect(picker.get('[role=status]').text()).toBe('没有找到部门')
})

it('DepartmentPicker says that a search failed', async () => {
  const { picker, type } = open(new Error('offline'))
  await type('来料')
  expect(picker.get('[role=status]').text()).toBe('搜索失败，请稍后再试')
})

it('DepartmentPicker shows the chosen department, and a button that chooses another', async () => {
  const { picker } = open([], inspection)
  expect(picker.text()).toContain('来料检验组')
  await picker.get('button').trigger('click')
  expect(picker.emitted('update:modelValue')).toEqual([[null]])
})

it('Enter in the search of DepartmentPicker does not submit the form without a department', () => {
  const { picker } = open([inspection])
  expect(submitsByEnter(picker.get('input').element)).toBe(false)
})
