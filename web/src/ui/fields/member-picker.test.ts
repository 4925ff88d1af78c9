import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import { isSearchable, type MemberOption } from '../../platform/member-option.ts'
import MemberPicker from './MemberPicker.vue'

const liMin: MemberOption = { userid: 'limin', name: '李敏', department: ['供应链'] }
const liNa: MemberOption = { userid: 'lina', name: '李娜', department: ['门店'] }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

function open(overrides: Record<string, unknown> = {}) {
  const search = vi.fn((): Promise<readonly MemberOption[]> => Promise.resolve([liMin, liNa]))
  const picker = mountUi(MemberPicker, { props: { label: '给谁', modelValue: [], search, ...overrides } })
  const type = async (text: string) => {
    await picker.get('input').setValue(text)
    vi.runAllTimers()
    await flushPromises()
  }
  const chosen = () => picker.emitted('update:modelValue')?.at(-1)?.[0]
  return { picker, search, type, chosen }
}

describe('MemberPicker', () => {
  it('MemberPicker shows why the chosen member is refused', async () => {
    const { picker } = open({ modelValue: [liMin], error: '该成员也在离职' })
    expect(picker.find('input').exists()).toBe(false)
    expect(picker.get('[role=alert]').text()).toBe('该成员也在离职')
    await picker.setProps({ error: null })
    expect(picker.get('[role=alert]').text()).toBe('')
  })

  it('MemberPicker is a combobox that announces the number of results', async () => {
    const { picker, type } = open()
    await type('李')
    const input = picker.get('[role=combobox]')
    expect(picker.get('label').attributes('for')).toBe(input.attributes('id'))
    expect(input.attributes('aria-expanded')).toBe('true')
    expect(document.getElementById(input.attributes('aria-controls') ?? '')?.getAttribute('role')).toBe('listbox')
    expect(picker.get('[role=status]').text()).toBe('找到 2 位')
  })

  it('an optional MemberPicker says so beside its label', () => {
    const { picker } = open({ isOptional: true })
    expect(picker.get('label').text()).toBe('给谁')
    expect(picker.get('label + .meta').text()).toBe('选填')
  })

  it('arrow keys and Enter choose a member while the focus stays in the field', async () => {
    const { picker, type, chosen } = open()
    await type('李')
    const input = picker.get('[role=combobox]')
    await input.trigger('keydown', { key: 'ArrowDown' })
    await input.trigger('keydown', { key: 'ArrowDown' })
    const active = document.getElementById(input.attributes('aria-activedescendant') ?? '')
    expect(active?.getAttribute('aria-selected')).toBe('true')
    await input.trigger('keydown', { key: 'Enter' })
    expect(chosen()).toEqual([liNa])
  })

  it('Enter and Esc that end the composition of a character choose nothing and keep the text', async () => {
    const { picker, type, chosen } = open()
    await type('李')
    const input = picker.get<HTMLInputElement>('[role=combobox]')
    await input.trigger('keydown', { key: 'ArrowDown' })
    await input.trigger('keydown', { key: 'Enter', isComposing: true })
    await input.trigger('keydown', { key: 'Enter', keyCode: 229 })
    await input.trigger('keydown', { key: 'Escape', isComposing: true })
    expect([chosen(), input.element.value]).toEqual([undefined, '李'])
  })

  it('Enter does not choose who was found for an earlier text', async () => {
    const { picker, type, chosen } = open({ search: () => Promise.resolve([liMin]) })
    await type('李敏')
    const input = picker.get('[role=combobox]')
    await input.setValue('王伟')
    await input.trigger('keydown', { key: 'Enter' })
    expect(chosen()).toBeUndefined()
    await type('李')
    await input.trigger('keydown', { key: 'Enter' })
    expect(chosen()).toEqual([liMin])
  })

  it('a name typed quickly is searched once, and a single letter not at all', async () => {
    const { picker, search, type } = open()
    await picker.get('input').setValue('李')
    await type('李敏')
    await type('l')
    expect(search).toHaveBeenCalledTimes(1)
    expect(['李', 'lm', 'l', ''].map(isSearchable)).toEqual([true, true, false, false])
  })

  it('the chosen members stand below the label and above the field', () => {
    const { picker } = open({ modelValue: [liMin, liNa], isMultiple: true })
    const parts = picker.findAll('label, .member-faces, input').map(({ element }) => element.localName)
    expect(parts).toEqual(['label', 'ul', 'input'])
  })

  it('MemberPicker names the member in each remove button and removes them on click', async () => {
    const { picker, chosen } = open({ modelValue: [liMin, liNa], isMultiple: true })
    const remove = picker.findAll('.member-face').find((face) => face.get('.sr').text() === '移除 李敏')
    await remove?.trigger('click')
    expect(chosen()).toEqual([liNa])
  })

  it('the focus stays in the field after a member was chosen, although faces with buttons stand before it', async () => {
    const { picker, type } = open({ modelValue: [liNa], isMultiple: true })
    await type('李')
    await picker.get('[role=option]').trigger('click')
    await nextTick()
    expect(document.activeElement).toBe(picker.get('input').element)
  })

  it('removing a face, or choosing in WeCom, does not focus the field, which would open the keyboard of a phone', async () => {
    const chooseInWecom = () => Promise.resolve([liMin])
    const { picker, chosen } = open({ modelValue: [liNa], isMultiple: true, chooseInWecom })
    await nextTick()
    const inWecom = picker.findAll('button').at(-1)!
    inWecom.element.focus()
    await inWecom.trigger('click')
    await flushPromises()
    expect(chosen()).toEqual([liNa, liMin])
    expect(document.activeElement).toBe(inWecom.element)
    const removeFirst = async () => {
      await picker.get('.member-face').trigger('click')
      await flushPromises()
    }
    picker.get<HTMLElement>('.member-face').element.focus()
    await removeFirst()
    expect(chosen()).toEqual([liMin])
    expect(document.activeElement).toBe(picker.element)
    picker.get('input').element.focus()
    await removeFirst()
    expect(document.activeElement).toBe(picker.get('input').element)
  })

  it('MemberPicker offers the picker of WeCom below the field and takes its members', async () => {
    const { picker, chosen } = open({ chooseInWecom: () => Promise.resolve([liMin]) })
    await nextTick()
    expect(picker.findAll('label, input, button').map(({ element }) => element.localName)).toEqual([
      'label',
      'input',
      'button',
    ])
    expect(picker.get('button').text()).toBe('从企业微信通讯录选')
    await picker.get('button').trigger('click')
    await flushPromises()
    expect(chosen()).toEqual([liMin])
  })

  it('MemberPicker says when the picker of WeCom did not open, and moves the focus to the search', async () => {
    const { picker, type } = open({ chooseInWecom: () => Promise.resolve(null) })
    await nextTick()
    await picker.get('button').trigger('click')
    await flushPromises()
    expect(picker.get('[role=status]').text()).toBe('通讯录未能打开，请搜索')
    expect(document.activeElement).toBe(picker.get('input').element)
    await type('李')
    expect(picker.get('[role=status]').text()).toContain('2')
    await type('')
    expect(picker.get('[role=status]').text()).toBe('')
  })

  it('MemberPicker opens the picker of WeCom once, and is busy until it is closed', async () => {
    let close: (members: readonly MemberOption[]) => void = () => undefined
    const chooseInWecom = vi.fn(() => new Promise<readonly MemberOption[]>((resolve) => (close = resolve)))
    const { picker } = open({ chooseInWecom })
    await nextTick()
    const button = picker.get('button')
    await button.trigger('click')
    await button.trigger('click')
    expect(chooseInWecom).toHaveBeenCalledOnce()
    expect(button.attributes('aria-busy')).toBe('true')
    close([])
    await flushPromises()
    expect(button.attributes('aria-busy')).toBeUndefined()
    expect(picker.get('[role=status]').text()).toBe('')
    await button.trigger('click')
    expect(chooseInWecom).toHaveBeenCalledTimes(2)
  })

  it('MemberPicker whose picker fails late leaves the focus in the field to which the user has gone on', async () => {
    let fail: (cause: Error) => void = () => undefined
    const { picker } = open({ chooseInWecom: () => new Promise((_, reject) => (fail = reject)) })
    await nextTick()
    await picker.get('button').trigger('click')
    document.body.insertAdjacentHTML('beforeend', '<input id="next" aria-label="说明">')
    document.getElementById('next')?.focus()
    fail(new Error('offline'))
    await flushPromises()
    expect(document.activeElement?.id).toBe('next')
    expect(picker.get('[role=status]').text()).toBe('通讯录未能打开，请搜索')
  })

  it('with takesExact a full name that matches exactly one member chooses them', async () => {
    const only = () => Promise.resolve([liMin])
    const exact = open({ takesExact: true, search: only })
    await exact.type('李')
    expect(exact.chosen()).toBeUndefined()
    await exact.type('李敏')
    expect(exact.chosen()).toEqual([liMin])
    const two = open({ takesExact: true, search: () => Promise.resolve([liMin, { ...liMin, userid: 'limin2' }]) })
    await two.type('李敏')
    expect(two.chosen()).toBeUndefined()
    const usual = open({ search: only })
    await usual.type('李敏')
    expect(usual.chosen()).toBeUndefined()
  })

  it('a failed search is reported', async () => {
    const { picker, type } = open({ search: () => Promise.reject(new Error('offline')) })
    await type('李敏')
    expect(picker.get('[role=status]').text()).toBe('搜索失败，请稍后再试')
  })
})
