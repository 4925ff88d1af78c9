import { expect, it } from 'vitest'
import { namesOnCard } from './account-notices.ts'

it.each([
  [['贺铭'], '贺铭'],
  [['贺铭', '邱晨', '肖岚'], '贺铭、邱晨、肖岚'],
  [['贺铭', '邱晨', '肖岚', '郭𠮷'], '贺铭、邱晨、肖岚 等'],
])('namesOnCard names three joiners at most, and says 等 only when there are more: %j', (names, text) => {
  expect(namesOnCard(names.map((name) => ({ name }))).names).toBe(text)
})
