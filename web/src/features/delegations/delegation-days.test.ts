import { expect, it } from 'vitest'
import { latestEnd, nextFriday, endOfWeekFrom } from './delegation-days.ts'

it.each([
  ['2026-03-17', '2026-03-20'],
  ['2026-03-20', '2026-03-20'],
  ['2026-03-21', '2026-03-27'],
  ['2026-12-28', '2027-01-01'],
])('nextFriday(%s) is %s', (today, friday) => {
  expect(nextFriday(today)).toBe(friday)
})

it('endOfWeekFrom and latestEnd include the first and the last day', () => {
  expect([endOfWeekFrom('2026-02-26'), latestEnd('2026-03-17', 1)]).toEqual(['2026-03-04', '2026-03-17'])
})
