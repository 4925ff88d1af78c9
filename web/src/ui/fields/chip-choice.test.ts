import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import ChipChoice from './ChipChoice.vue'

const choices = [
  { value: 'transfer', title: '调岗' },
  { value: 'other', title: '其他' },
]

it('ChipChoice says which answer is chosen, and a second tap takes it back', async () => {
  const chips = mountUi(ChipChoice, { props: { legend: '原因', choices, modelValue: null } })
  const pressed = () => chips.findAll('button').map((chip) => chip.attributes('aria-pressed'))
  expect(chips.get('[role=group]').attributes('aria-label')).toBe('原因')
  expect(pressed()).toEqual(['false', 'false'])
  await chips.get('button').trigger('click')
  expect(chips.emitted('update:modelValue')).toEqual([['transfer']])
  await chips.setProps({ modelValue: 'transfer' })
  expect(pressed()).toEqual(['true', 'false'])
  await chips.get('button').trigger('click')
  expect(chips.emitted('update:modelValue')?.at(-1)).toEqual([null])
})
