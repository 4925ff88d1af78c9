import { expect, it } from 'vitest'
import { askedOf, shareOf } from './signed-share.ts'

const none = { signed: 0, pending: 0, overdue: 0, questioned: 0, undelivered: 0, exempt: 0, excluded: 0 }

it('asks nobody who is exempt or not counted', () => {
  expect(askedOf({ ...none, signed: 3, pending: 1, exempt: 9, excluded: 9 })).toBe(4)
})

it('never says all while somebody is missing', () => {
  expect(shareOf({ ...none, signed: 99_999, overdue: 1 })).toBe('99.9')
  expect(shareOf({ ...none, signed: 5 })).toBe('100')
  expect(shareOf({ ...none, signed: 912, pending: 88 })).toBe('91.2')
  expect(shareOf({ ...none, exempt: 5 })).toBeNull()
})
