import { businessZone, localTime } from '../../time.ts'
import { dateOf, dayOnly, inYear, wholeDay } from './phrases.ts'

/** Formats the calendar day of an instant with its year, for what is kept. */
export const fullDay = (instant: string): string => {
  const at = localTime(instant)
  return wholeDay([at.year, at.month, at.day].map((part) => String(part).padStart(2, '0')).join('-'))
}

/** Formats an instant to the second, in the business time zone: for evidence. */
export const exact = (instant: string): string => `${fullDay(instant)} ${localTime(instant).exactTime}`

/** Names the time zone in which all times are shown. */
export const zoneName = (): string => (businessZone === 'Asia/Shanghai' ? '北京时间' : `${businessZone} 时间`)

/** Formats an instant to the second, as in a record; the year only when it is another one. */
export const moment = (instant: string, now: string): string => {
  const [at, today] = [localTime(instant), localTime(now)]
  const date = dateOf(at.month, at.day)
  return `${at.year === today.year ? date : inYear(at.year, date)} ${at.exactTime}`
}

/** Formats the day and time of an instant; the end of a day is the last minute of that day. */
export const dayAndTime = (instant: string, hasYear = false): string =>
  `${(hasYear ? fullDay : dayOnly)(instant)} ${localTime(instant).clockTime}`
