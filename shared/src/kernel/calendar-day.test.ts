import { describe, expect, it } from 'vitest'
import { dayIn } from './calendar-day.ts'
import { calendarDay } from './calendar-day-schema.ts'

describe('calendarDay', () => {
  it.each(['2026-03-17', '2024-02-29'])('calendarDay accepts %s', (day) => {
    expect(calendarDay.safeParse(day).success).toBe(true)
  })

  it.each(['2026-02-29', '2026-13-01', '2026-3-1', '2026-04-31', '', '2026-03-17T00:00', '20260317'])(
    'calendarDay rejects %s',
    (day) => {
      expect(calendarDay.safeParse(day).success).toBe(false)
    },
  )
})

it('dayIn returns the day in the given time zone', () => {
  const at = new Date('2026-03-17T16:00:00.000Z')
  expect([dayIn('UTC', at), dayIn('Asia/Shanghai', at)]).toEqual(['2026-03-17', '2026-03-18'])
})
