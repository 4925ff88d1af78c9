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
  // The second click of a double click that chose it.
  tap(2)
  expect(page.emitted('update:modelValue')).toBeUndefined()
  tap(1)
  expect(page.emitted('update:modelValue')).toEqual(updates)
  // Neither does a click that repeats one from before hydration.
  tap(0)
  expect(page.emitted('update:modelValue')).toEqual(updates)
})

it.each([
  { isOptional: true, chosen: 'stolen', updates: [[null]] },
  { isOptional: true, chosen: 'lost', updates: undefined },
  { isOptional: false, chosen: 'stolen', updates: undefined },
])(
  'the space bar takes back the choice under the focus: $chosen, optional $isOptional',
  ({ isOptional, chosen, updates }) => {
    const page = mountUi(RadioCards, {
      props: { legend: '丢失原因', name: 'why', options, isOptional, modelValue: chosen },
    })
    const event = new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true })
    page.get('input[value=stolen]').element.dispatchEvent(event)
    expect(page.emitted('update:modelValue')).toEqual(updates)
    expect(event.defaultPrevented).toBe(chosen === 'stolen' && isOptional)
  },
)
