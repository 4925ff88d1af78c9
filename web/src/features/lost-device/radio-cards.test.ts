import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import RadioCards from './components/RadioCards.vue'

const options = [
  { value: 'lost', title: '丢了' },
  { value: 'stolen', title: '被偷了' },
]

it.each([
  { title: 'takes back an optional choice', isOptional: true, updates: [[null]] },
  { title: 'leaves a required choice', isOptional: false, updates: undefined },
])('a second tap $title', ({ isOptional, updates }) => {
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
  // A click that repeats one from before hydration.
  tap(0)
  expect(page.emitted('update:modelValue')).toEqual(updates)
})

it.each([
  { title: 'takes back an optional choice', isOptional: true, chosen: 'stolen', updates: [[null]] },
  { title: 'leaves the choice of another option', isOptional: true, chosen: 'lost', updates: undefined },
  { title: 'leaves a required choice', isOptional: false, chosen: 'stolen', updates: undefined },
])('the space bar on an option $title', ({ isOptional, chosen, updates }) => {
  const page = mountUi(RadioCards, {
    props: { legend: '丢失原因', name: 'why', options, isOptional, modelValue: chosen },
  })
  const event = new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true })
  page.get('input[value=stolen]').element.dispatchEvent(event)
  expect(page.emitted('update:modelValue')).toEqual(updates)
  expect(event.defaultPrevented).toBe(updates !== undefined)
})
