import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { expect, it } from 'vitest'
import { weekTicks } from './week-ticks.ts'

it.each([
  [30, ['2026-02-16', '2026-02-23', '2026-03-02', '2026-03-09', '2026-03-16']],
  [92, ['2025-12-22', '2026-01-05', '2026-01-19', '2026-02-02', '2026-02-16', '2026-03-02', '2026-03-16']],
])('%i days are labelled at each Monday, or at every other Monday when there are many', (count, expected) => {
  const days = Array.from({ length: count }, (_, index) => shiftDay('2026-03-17', index + 1 - count))
  expect(weekTicks(days).map(({ day }) => day)).toEqual(expected)
})
