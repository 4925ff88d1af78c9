import { describe, expect, it } from 'vitest'
import { shiftDay } from '../kernel/working-calendar.ts'
import { canHaveForecast, FORECAST_DAYS, forecastSigning } from './signing-forecast.ts'

const calendar = {
  table: { holidays: new Set<string>(), workdays: new Set<string>(), coveredUntil: 2026 },
  overrides: new Map(),
}
/** Published on Tuesday 17 March 2026; 23 people sign on the first day. */
const days = [
  { day: '2026-03-17', signed: 23 },
  { day: '2026-03-18', signed: 27 },
  { day: '2026-03-19', signed: 29 },
  { day: '2026-03-20', signed: 32 },
  { day: '2026-03-21', signed: 33 },
  { day: '2026-03-22', signed: 33 },
]
const signing = { calendar, today: '2026-03-23', publishedOn: '2026-03-17', days, signed: 33, required: 56 }

describe('the forecast of signatures', () => {
  it('the forecast of signatures takes its rate from the last three whole working days after the day of publication', () => {
    expect(forecastSigning(signing)).toMatchObject({ perDay: 3, slowest: 2, fastest: 4, target: 54 })
  })

  it('the forecast of signatures counts signatures of free days for the next working day', () => {
    const later = { ...signing, today: '2026-03-24', days: [...days, { day: '2026-03-23', signed: 38 }], signed: 38 }
    expect(forecastSigning(later)).toMatchObject({ slowest: 2, fastest: 6 })
  })

  it('the forecast of signatures rises on working days only', () => {
    const holidays = new Set(['2026-03-25'])
    const forecast = forecastSigning({ ...signing, calendar: { ...calendar, table: { ...calendar.table, holidays } } })
    expect(forecast?.days.slice(0, 7).map(({ likely }) => likely)).toEqual([36, 39, 39, 42, 45, 45, 45])
    expect(forecast?.reachedOn).toBe('2026-04-01')
  })

  it('the forecast of signatures does not count the signatures of today twice', () => {
    const [first, second] = forecastSigning({ ...signing, signed: 35 })?.days ?? []
    expect([first?.low, first?.likely, first?.high, second?.likely]).toEqual([35, 36, 37, 39])
  })

  it('the forecast of signatures never counts more people than have to sign', () => {
    expect(forecastSigning(signing)?.days.at(-1)).toMatchObject({ low: 56, likely: 56, high: 56 })
  })

  it('the forecast of signatures ends after 90 days, without a date when the target is not reached by then', () => {
    const slow = { ...signing, signed: 40, required: 10_000 }
    const forecast = forecastSigning(slow)
    expect(forecast?.days.at(-1)?.day).toBe(shiftDay('2026-03-23', FORECAST_DAYS))
    expect(forecast?.reachedOn).toBeNull()
  })

  it('the forecast of signatures is absent before twenty signatures, before three whole working days, and when the target is reached', () => {
    expect(forecastSigning({ ...signing, signed: 19 })).toBeNull()
    expect(forecastSigning({ ...signing, today: '2026-03-20' })).toBeNull()
    expect(forecastSigning({ ...signing, signed: 54 })).toBeNull()
  })

  it('the forecast of signatures is possible only where the target is above twenty signatures', () => {
    expect([5, 21, 22, 57].map(canHaveForecast)).toEqual([false, false, true, true])
  })
})
