import { expect, it } from 'vitest'
import { listNames } from './account-notices.ts'

it.each([
  [['贺铭'], '贺铭'],
  [['贺铭', '邱晨', '肖岚'], '贺铭、邱晨、肖岚'],
  [['贺铭', '邱晨', '肖岚', '郭𠮷'], '贺铭、邱晨、肖岚 等'],
])('listNames names three joiners at most, and says 等 only when there are more: %j', (names, text) => {
  expect(listNames(names.map((name) => ({ name })))).toBe(text)
})
