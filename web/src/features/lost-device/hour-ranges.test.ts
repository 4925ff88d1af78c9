import { expect, it } from 'vitest'
import { hourRanges } from './hour-ranges.ts'

it.each([
  [[], []],
  [[8], [{ from: 8, to: 9 }]],
  [
    [0, 1, 2, 7, 20, 21, 22, 23],
    [
      { from: 7, to: 8 },
      { from: 20, to: 3 },
    ],
  ],
  [Array.from({ length: 24 }, (_, hour) => hour), [{ from: 0, to: 24 }]],
])('hourRanges(%j) returns %j', (hours, ranges) => {
  expect(hourRanges(hours)).toEqual(ranges)
})
