import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import CopyField from './CopyField.vue'
import DateField from './DateField.vue'
import FieldRow from './FieldRow.vue'
import SelectField from './SelectField.vue'
import SwitchRow from './SwitchRow.vue'
import TextField from './TextField.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const options = [
  { value: 'ops', label: '运维' },
  { value: 'auditor', label: '审计' },
]
const row = { was: '', isChanged: false, readonly: false, autocomplete: 'off', inputmode: 'text', value: '' }
const fields: [string, Component, Record<string, unknown>][] = [
  ['a text', TextField, { modelValue: '' }],
  ['a long text', TextField, { modelValue: '', rows: 3 }],
  ['a choice', SelectField, { modelValue: 'ops', options }],
  ['a day', DateField, { modelValue: '' }],
  ['a row of a form', FieldRow, { ...row, id: 'field-name' }],
]

describe('form fields', () => {
  it.each(fields)('%s references its label, hint and error', (_name, component, props) => {
    const all = { label: '名称', name: 'name', hint: '最多 10 个字', error: '写一个名称', ...props }
    const field = mountUi(component, { props: all })
    const control = field.get('input, select, textarea')
    expect(field.get('label').attributes('for')).toBe(control.attributes('id'))
    expect(field.get('label').text()).toBe('名称')
    const descriptions = (control.attributes('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id))
    expect(descriptions.map((node) => node?.textContent?.trim())).toEqual(['写一个名称', '最多 10 个字'])
    expect(control.attributes('aria-invalid')).toBe('true')
    expect(field.get('[role=alert]').text()).toBe('写一个名称')
  })

  it('an optional field is labelled as optional', () => {
    expect(
      mountUi(TextField, { props: { label: '备注', name: 'note', modelValue: '', isOptional: true } }).text(),
    ).toBe('备注选填')
  })

  it('DateField states the day of the week', () => {
    const props = { label: '从', name: 'from', modelValue: '2026-03-23' }
    expect(mountUi(DateField, { props }).text()).toContain('2026 年 3 月 23 日，周一')
  })
})

describe('DateField', () => {
  it('DateField shows the day as YYYY-MM-DD over the native text, and hides this overlay from screen readers', async () => {
    const field = mountUi(DateField, { props: { label: '从', name: 'from', modelValue: '' } })
    await field.vm.$nextTick()
    const overlay = field.get('.date-overlay')
    expect([overlay.text(), overlay.attributes('aria-hidden')]).toEqual(['年-月-日', 'true'])
    await field.setProps({ modelValue: '2026-03-23' })
    expect(overlay.text()).toBe('2026-03-23')
    expect(field.get<HTMLInputElement>('input').element.value).toBe('2026-03-23')
  })
})

describe('SwitchRow', () => {
  it('SwitchRow moves only once its value has changed, not when it is tapped', async () => {
    const save = vi.fn()
    const props = { label: '领导要确认', modelValue: false, 'onUpdate:modelValue': save }
    const field = mountUi(SwitchRow, { props })
    const input = field.get<HTMLInputElement>('input')
    await input.setValue(true)
    expect([save.mock.calls, input.element.checked]).toEqual([[[true]], false])
    await field.setProps({ modelValue: true })
    expect(input.element.checked).toBe(true)
  })

  it('SwitchRow shows the value that is being saved, and the stored one when that failed', async () => {
    const props = { label: '领导要确认', modelValue: false }
    const field = mountUi(SwitchRow, {
      props: { ...props, 'onUpdate:modelValue': () => void field.setProps({ isSaving: true }) },
    })
    const input = field.get<HTMLInputElement>('input')
    await input.setValue(true)
    await field.vm.$nextTick()
    expect(input.element.checked).toBe(true)
    await field.setProps({ isSaving: false })
    expect(input.element.checked).toBe(false)
  })

  it('SwitchRow has its state in words, for paper, where its page gives them', async () => {
    const props = { label: '领导要确认', modelValue: false, states: { on: '已开启', off: '未开启' } }
    const field = mountUi(SwitchRow, { props })
    expect(field.get('.switch-state').text()).toBe('未开启')
    await field.setProps({ modelValue: true })
    expect(field.get('.switch-state').text()).toBe('已开启')
    expect(field.get('.switch-state').attributes('aria-hidden')).toBe('true')
  })

  it('SwitchRow is one native control with a name, a hint and a state', async () => {
    const field = mountUi(SwitchRow, { props: { label: '领导要确认', hint: '确认前不能审批', modelValue: false } })
    const control = field.get<HTMLInputElement>('input[role=switch]')
    expect(field.get('label').attributes('for')).toBe(control.attributes('id'))
    expect(document.getElementById(control.attributes('aria-describedby') ?? '')?.textContent).toBe('确认前不能审批')
    await control.setValue(true)
    expect(field.emitted('update:modelValue')).toEqual([[true]])
  })
})

describe('CopyField', () => {
  const props = { label: '密钥', value: 'desk_1a2b' }

  it('the button of CopyField names the field and copies its value', async () => {
    const writeText = vi.fn(() => Promise.resolve())
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    const field = mountUi(CopyField, { props })
    const button = field.get('button')
    expect(button.attributes('aria-label')).toBe('复制 密钥')
    await button.trigger('click')
    expect(writeText).toHaveBeenCalledWith('desk_1a2b')
    vi.unstubAllGlobals()
  })

  it('CopyField selects the text when the clipboard is blocked', async () => {
    vi.stubGlobal('navigator', {})
    const field = mountUi(CopyField, { props })
    const box = field.get<HTMLTextAreaElement>('textarea').element
    const select = vi.spyOn(box, 'select')
    await field.get('button').trigger('click')
    expect(select).toHaveBeenCalled()
    vi.unstubAllGlobals()
  })
})
