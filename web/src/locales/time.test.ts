import { describe, expect, it, onTestFinished } from 'vitest'
import { zoneName as englishZoneName } from './en/parts/exact.ts'
import { localTime, minutesBetween, partOfDay, setBusinessZone, wholeUnits } from './time.ts'
import { zoneName } from './zh-CN/parts/exact.ts'

describe('local time', () => {
  it('localTime uses the business time zone and shows midnight as 00', () => {
    expect(localTime('2026-03-16T16:00:05Z')).toMatchObject({ month: 3, day: 17, hour: 0, exactTime: '00:00:05' })
  })

  it.each([
    ['2026-03-16T20:59:59Z', 'evening'],
    ['2026-03-16T21:00:00Z', 'morning'],
    ['2026-03-17T04:00:00Z', 'afternoon'],
    ['2026-03-17T10:00:00Z', 'evening'],
  ])('partOfDay(%s) is %s', (instant, part) => {
    expect(partOfDay(instant)).toBe(part)
  })

  it.each([
    ['Asia/Shanghai', '北京时间', 'Beijing time'],
    ['Asia/Urumqi', 'Asia/Urumqi 时间', 'Asia/Urumqi time'],
  ])('times in %s are called "%s" and "%s"', (timeZone, chinese, english) => {
    onTestFinished(() => {
      setBusinessZone('Asia/Shanghai')
    })
    setBusinessZone(timeZone)
    expect([zoneName(), englishZoneName()]).toEqual([chinese, english])
  })

  it('wholeUnits rounds down to whole hours from one hour on, and to whole days from one day on', () => {
    expect([0, 59, 60, 119, 1439, 1440, 4000].map(wholeUnits)).toEqual([0, 59, 60, 60, 1380, 1440, 2880])
  })

  it('minutesBetween is not negative when two clocks disagree', () => {
    expect(minutesBetween('2026-03-17T02:00:10Z', '2026-03-17T02:00:00Z')).toBe(0)
  })
})
