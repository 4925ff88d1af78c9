import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import RadioCards from './components/RadioCards.vue'

const options = [
  { value: 'lost', title: '丢了' },
  { value: 'stolen', title: '被偷了' },
]

it.each([
  { isOptional: true, updates: [[null]] },
  { isOptional: false, updates: undefined },
])('a second tap takes back a choice only where it is optional: $isOptional', ({ isOptional, updates }) => {
  const page = mountUi(RadioCards, {
    props: { legend: '丢失原因', name: 'why', options, isOptional, modelValue: 'stolen' },
  })
  const tap = (detail: number) => {
    page.get('input[value=stolen]').element.dispatchEvent(new MouseEvent('click', { bubbles: true, detail }))
  }
  tap(1)
  expect(page.emitted('update:modelValue')).toEqual(updates)
  // Neither does a click that repeats one from before hydration.
  tap(0)
  expect(page.emitted('update:modelValue')).toEqual(updates)
})
