import { HOUR_MS } from './durations.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayIn } from './calendar-day.ts'
import {
  addWorkingMs,
  dayFacts,
  endOfDay,
  instantOf,
  isWeekend,
  isWorkingDay,
  minutesOf,
  nextTimeOutsideQuietHours,
  nextWorkingTime,
  onNextWorkingDay,
  shiftDay,
  type WorkingCalendar,
  workingSpans,
} from './working-calendar.ts'

// The days around the Spring Festival of 2026, as the State Council set them.
const table = {
  holidays: new Set(['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-02-23']),
  workdays: new Set(['2026-02-14', '2026-02-28']),
  coveredUntil: 2026,
}
const calendar: WorkingCalendar = {
  timeZone: 'Asia/Shanghai',
  table,
  overrides: new Map([['2026-03-18', false]]),
  quiet: { from: 20 * 60, to: 8.5 * 60 },
}
const shanghai = (text: string) => new Date(`${text}+08:00`)

describe('dayFacts', () => {
  it.each([
    ['2026-03-17', true, 'week'],
    ['2026-03-21', false, 'week'],
    ['2026-02-17', false, 'table'],
    ['2026-02-14', true, 'table'],
    ['2026-03-18', false, 'override'],
    ['2027-02-08', true, 'week'],
  ])('%s is a working day: %s, by %s', (day, working, reason) => {
    expect(dayFacts(calendar, day)).toEqual({ working, reason })
  })
})

describe('working times', () => {
  it.each([
    ['at work', '2026-03-17T10:00:00', '2026-03-17T10:00:00'],
    ['over lunch', '2026-03-17T12:30:00', '2026-03-17T13:00:00'],
    ['before a day off that ops set', '2026-03-17T18:00:00', '2026-03-19T09:00:00'],
    ['after the last working day before the festival', '2026-02-14T18:30:00', '2026-02-24T09:00:00'],
  ])('nextWorkingTime returns the start of working hours, or the instant itself: %s', (_name, at, expected) => {
    expect(nextWorkingTime(calendar, shanghai(at))).toEqual(shanghai(expected))
  })

  it.each([
    ['in the evening', '2026-03-16T21:00:00', '2026-03-17T08:30:00'],
    ['in the morning', '2026-03-17T07:00:00', '2026-03-17T08:30:00'],
    ['by day', '2026-03-17T19:59:00', '2026-03-17T19:59:00'],
    ['on a Saturday', '2026-03-21T12:00:00', '2026-03-23T08:30:00'],
  ])('nextTimeOutsideQuietHours returns the end of quiet hours, or the instant itself: %s', (_name, at, expected) => {
    expect(nextTimeOutsideQuietHours(calendar, shanghai(at))).toEqual(shanghai(expected))
  })

  it('addWorkingMs counts eight working hours as one day', () => {
    expect(addWorkingMs(calendar, shanghai('2026-03-16T15:00:00'), 8 * HOUR_MS)).toEqual(
      shanghai('2026-03-17T15:00:00'),
    )
  })

  it('onNextWorkingDay returns a time on the next working day', () => {
    expect(onNextWorkingDay(calendar, shanghai('2026-03-17T10:00:00'), 9 * 60 + 5)).toEqual(
      shanghai('2026-03-19T09:05:00'),
    )
  })

  it('a calendar without working days does not cause an endless loop', () => {
    const never = { ...calendar, overrides: new Map(days(500).map((day) => [day, false])) }
    expect(nextWorkingTime(never, shanghai('2026-01-01T10:00:00'))).toBeInstanceOf(Date)
  })
})

const days = (count: number) => Array.from({ length: count }, (_, index) => shiftDay('2026-01-01', index))
const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'UTC']
const zone = fc.constantFrom(...zones)
const instant = fc.date({ min: new Date('2025-06-01'), max: new Date('2027-06-01'), noInvalidDate: true })
const anyCalendar = fc.record({
  timeZone: zone,
  table: fc.constant(table),
  overrides: fc
    .array(fc.tuple(fc.constantFrom(...days(365)), fc.boolean()), { maxLength: 20 })
    .map((pairs) => new Map(pairs)),
  quiet: fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 0, max: 1439 }) }),
})
const isInSpan = (cal: WorkingCalendar, at: Date) => {
  const minutes = minutesOf(cal.timeZone, at)
  return (
    isWorkingDay(cal, dayIn(cal.timeZone, at)) && workingSpans.some(({ from, to }) => minutes >= from && minutes < to)
  )
}
/** The days on which clocks go forward, from two to three. */
const shortDays = ['Europe/Berlin 2026-03-29', 'America/New_York 2026-03-08']
const isSkipped = (timeZone: string, day: string, minutes: number) =>
  shortDays.includes(`${timeZone} ${day}`) && minutes >= 120 && minutes < 180

describe('properties of every calendar and instant', () => {
  it('nextWorkingTime is never in the past, always within working hours, and idempotent', () => {
    fc.assert(
      fc.property(anyCalendar, instant, (cal, at) => {
        const next = nextWorkingTime(cal, at)
        expect(next.getTime()).toBeGreaterThanOrEqual(at.getTime())
        expect(isInSpan(cal, next)).toBe(true)
        expect(nextWorkingTime(cal, next)).toEqual(next)
      }),
    )
  })

  it('nextTimeOutsideQuietHours is on a working day and outside the quiet hours', () => {
    fc.assert(
      fc.property(anyCalendar, instant, (cal, at) => {
        const next = nextTimeOutsideQuietHours(cal, at)
        const minutes = minutesOf(cal.timeZone, next)
        const { from, to } = cal.quiet
        const isQuiet = from < to ? minutes >= from && minutes < to : from !== to && (minutes >= from || minutes < to)
        expect(next.getTime()).toBeGreaterThanOrEqual(at.getTime())
        expect(isQuiet || !isWorkingDay(cal, dayIn(cal.timeZone, next))).toBe(false)
      }),
    )
  })

  it('addWorkingMs is additive, and working time never passes faster than real time', () => {
    const span = fc.integer({ min: 0, max: 60 * HOUR_MS })
    fc.assert(
      fc.property(anyCalendar, instant, span, span, (cal, at, a, b) => {
        const both = addWorkingMs(cal, at, a + b)
        expect(addWorkingMs(cal, addWorkingMs(cal, at, a), b)).toEqual(both)
        expect(both.getTime()).toBeGreaterThanOrEqual(at.getTime() + a + b)
      }),
    )
  })

  it('instantOf inverts minutesOf, except for the hour that a clock change skips', () => {
    const minute = fc.integer({ min: 0, max: 1439 })
    fc.assert(
      fc.property(zone, fc.constantFrom(...days(365)), minute, (timeZone, day, minutes) => {
        fc.pre(!isSkipped(timeZone, day, minutes))
        const at = instantOf(timeZone, day, minutes)
        expect([dayIn(timeZone, at), minutesOf(timeZone, at)]).toEqual([day, minutes])
      }),
    )
  })
})

describe('days and clock changes', () => {
  it.each([
    ['2026-03-17', 'Asia/Shanghai', '2026-03-17T16:00:00.000Z'],
    ['2026-03-17', 'UTC', '2026-03-18T00:00:00.000Z'],
    ['2026-03-17', 'Asia/Kathmandu', '2026-03-17T18:15:00.000Z'],
    // Clocks go forward on this day: it has 23 hours.
    ['2026-03-29', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    // Clocks go forward at its end: the next day begins at one.
    ['2026-09-05', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
  ])('the day %s in %s ends at %s', (day, timeZone, end) => {
    expect(endOfDay(timeZone, day).toISOString()).toBe(end)
  })

  it('the minute before a clock change has the old offset, and the minute after it the new one', () => {
    // Not in order, since offsets are cached per quarter of an hour.
    const instants = ['2026-03-29T01:00:00.000Z', '2026-03-29T00:59:00.000Z', '2026-03-29T01:14:00.000Z']
    expect(instants.map((at) => minutesOf('Europe/Berlin', new Date(at)))).toEqual([180, 119, 194])
  })

  it('only Saturdays and Sundays are weekends', () => {
    expect(days(7).filter(isWeekend)).toEqual(['2026-01-03', '2026-01-04'])
  })
})
