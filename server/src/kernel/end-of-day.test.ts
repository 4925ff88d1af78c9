import { describe, expect, it } from 'vitest'
import { endOfDay } from './end-of-day.ts'

describe('endOfDay', () => {
  it.each([
    ['2026-03-17', 'Asia/Shanghai', '2026-03-17T16:00:00.000Z'],
    ['2026-03-17', 'UTC', '2026-03-18T00:00:00.000Z'],
    ['2026-03-17', 'Asia/Kathmandu', '2026-03-17T18:15:00.000Z'],
    // Clocks go forward on this day: it has 23 hours.
    ['2026-03-29', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ])('the end of the day %s in %s is %s', (day, timeZone, end) => {
    expect(endOfDay(day, timeZone).toISOString()).toBe(end)
  })
})
