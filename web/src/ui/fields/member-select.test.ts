import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import type { MemberOption } from '../../platform/member-option.ts'
import MemberSelect from './MemberSelect.vue'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const people = (count: number): MemberOption[] =>
  Array.from({ length: count }, (_, index) => ({
    userid: `u${String(index)}`,
    name: `同事${String(index)}`,
    department: [],
  }))

function open(count: number, overrides: Record<string, unknown> = {}) {
  const all = people(count)
  const search = vi.fn(async (text: string) => all.filter(({ name }) => name === text))
  const props = {
    label: '副群主',
    name: 'deputy',
    people: all,
    isComplete: true,
    search,
    placeholder: '请选择',
    currentHint: (name: string) => `默认${name}`,
    modelValue: '',
    ...overrides,
  }
  const part = mountUi(MemberSelect, { props })
  return { part, chosen: () => part.emitted('update:modelValue')?.at(-1)?.[0] }
}

describe('MemberSelect', () => {
  it('MemberSelect with few members is a native select without a preselected member', async () => {
    const { part, chosen } = open(20)
    const options = part.findAll('option').map((option) => option.text())
    expect([options.length, options[0], options.at(-1)]).toEqual([21, '请选择', '同事19'])
    await part.get('select').setValue('u19')
    expect(chosen()).toBe('u19')
  })

  it.each([
    ['more than 20 members', 21, {}],
    ['an incomplete list of members', 3, { isComplete: false }],
  ])('MemberSelect with %s is a search', async (_why, count, overrides) => {
    const { part, chosen } = open(count, overrides)
    expect(part.find('select').exists()).toBe(false)
    const last = `同事${String(count - 1)}`
    await part.get('input').setValue(last)
    vi.runAllTimers()
    await flushPromises()
    await part.get('[role=combobox]').trigger('keydown', { key: 'ArrowDown' })
    await part.get('[role=combobox]').trigger('keydown', { key: 'Enter' })
    expect(chosen()).toBe(`u${String(count - 1)}`)
  })

  it.each([
    ['choose one of them', 3],
    ['write a name', 21],
  ])('MemberSelect shows the hint %s', (hint, count) => {
    const { part } = open(count, { hint: 'choose one of them', searchHint: 'write a name' })
    expect(part.get('.meta').text()).toBe(hint)
  })

  it('MemberSelect names the current member while another one is searched', async () => {
    const { part, chosen } = open(30, { modelValue: 'u7' })
    await part.get('button[aria-label*="同事7"]').trigger('click')
    expect(part.text()).toContain('默认同事7')
    expect(part.find('[role=combobox]').exists()).toBe(true)
    expect(chosen()).toBeUndefined()
  })
})
