import { expect, it } from 'vitest'
import { requiredCount, unsignedCount } from '@desk/shared/policies/roster'
import { signedShare } from './signed-share.ts'

const none = { signed: 0, pending: 0, overdue: 0, questioned: 0, undelivered: 0, exempt: 0, excluded: 0, changeOnly: 0 }

it('requiredCount excludes exempt and uncounted members', () => {
  expect(requiredCount({ ...none, signed: 3, pending: 1, exempt: 9, excluded: 9 })).toBe(4)
})

it('unsignedCount is the number of those who have to sign and have not', () => {
  expect(unsignedCount({ ...none, signed: 3, pending: 1, overdue: 2, exempt: 9 })).toBe(3)
})

it('signedShare stays below 100 while a signature is missing', () => {
  expect(signedShare({ ...none, signed: 99_999, overdue: 1 })).toBe('99.9')
  expect(signedShare({ ...none, signed: 5 })).toBe('100')
  expect(signedShare({ ...none, signed: 912, pending: 88 })).toBe('91.2')
  expect(signedShare({ ...none, exempt: 5 })).toBeNull()
})

it('signedShare is rounded as a spreadsheet does', () => {
  expect(signedShare({ ...none, signed: 8, pending: 1 })).toBe('88.9')
  expect(signedShare({ ...none, signed: 1, pending: 5 })).toBe('16.7')
  expect(signedShare({ ...none, signed: 1, pending: 1999 })).toBe('0.1')
})
