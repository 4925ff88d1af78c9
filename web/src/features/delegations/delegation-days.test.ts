import { expect, it } from 'vitest'
import { longestFrom, nextFriday, weekFrom } from './delegation-days.ts'

it.each([
  ['2026-03-17', '2026-03-20'],
  ['2026-03-20', '2026-03-20'],
  ['2026-03-21', '2026-03-27'],
  ['2026-12-28', '2027-01-01'],
])('from %s the next Friday is %s', (today, friday) => {
  expect(nextFriday(today)).toBe(friday)
})

it('counts both ends', () => {
  expect([weekFrom('2026-02-26'), longestFrom('2026-03-17', 1)]).toEqual(['2026-03-04', '2026-03-17'])
})
