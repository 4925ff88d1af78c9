import { afterEach, describe, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import CheckList from './CheckList.vue'
import SearchField from './SearchField.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

describe('SearchField', () => {
  it('SearchField is a named native search field of the form', async () => {
    const field = mountUi(SearchField, { props: { modelValue: '', label: '搜索姓名', name: 'q', maxLength: 40 } })
    const { type, name, maxlength, 'aria-label': label } = field.get('input').attributes()
    expect([type, name, maxlength, label]).toEqual(['search', 'q', '40', '搜索姓名'])
    await field.get('input').setValue('李')
    expect(field.emitted('update:modelValue')).toEqual([['李']])
  })
})

describe('CheckList', () => {
  it('CheckList is a named group of native checkboxes', async () => {
    const choices = [
      { value: 'position', title: '岗位' },
      { value: 'telephone', title: '座机' },
    ]
    const list = mountUi(CheckList, { props: { modelValue: ['position'], legend: '变更内容', name: 'items', choices } })
    expect(list.get('legend').text()).toBe('变更内容')
    expect(list.findAll('input').map(({ element }) => element.checked)).toEqual([true, false])
    await list.get('input[value=telephone]').setValue(true)
    expect(list.emitted('update:modelValue')).toEqual([[['position', 'telephone']]])
  })
})
