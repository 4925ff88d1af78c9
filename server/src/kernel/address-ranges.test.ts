import { describe, expect, test } from 'vitest'
import { isInRanges } from './address-ranges.ts'

describe('isInRanges', () => {
  test.for([
    ['10.2.8.14', ['10.2.8.0/24'], true],
    ['10.2.9.14', ['10.2.8.0/24'], false],
    ['10.2.9.14', ['10.2.8.0/24', '10.2.9.14'], true],
    ['2001:db8::7', ['2001:db8::/32'], true],
    ['2001:db9::7', ['2001:db8::/32'], false],
    ['10.2.8.14', ['2001:db8::/32'], false],
    ['10.2.8.14', ['0.0.0.0/0'], true],
    ['', ['0.0.0.0/0'], false],
    ['unknown', ['0.0.0.0/0', '::/0'], false],
  ] as const)('isInRanges of %j and %j is %s', ([address, ranges, isIn]) => {
    expect(isInRanges(address, ranges)).toBe(isIn)
  })
})
