import { type CalendarDay } from '../kernel/calendar-day.ts'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { oneLine } from '../kernel/plain-text.ts'
import type { JoinerRow } from './joiner-fields.ts'

/** Returns full-width digits and punctuation, which Chinese keyboards and sheets produce, as ASCII. */
const halfWidth = (text: string): string =>
  text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ')

const normalizeLine = (text: string): string => oneLine(text.normalize('NFC')).replace(/\s+/gu, ' ').trim()

/** Returns the number without separators; `+86` is the default of WeCom and left out. */
const normalizeMobile = (text: string): string =>
  halfWidth(normalizeLine(text))
    .replace(/[\s\-()]/g, '')
    .replace(/^(?:\+|00)86(?=1\d)/, '')

const numericDay = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/
const compactDay = /^(\d{4})(\d{2})(\d{2})$/
const dayOfYear = /^(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$/

/**
 * Returns the day as `2026-03-23`, or the text itself when it is none. A day without a year, such as 3 月 23 日, is of this
 * year, or of the next one when a day of its first quarter is entered in the last quarter of this one.
 */
function normalizeDay(text: string, today: CalendarDay): string {
  const typed = halfWidth(normalizeLine(text)).replaceAll(' ', '')
  const full = numericDay.exec(typed) ?? compactDay.exec(typed)
  if (full) return validDay(full[1], full[2], full[3]) ?? typed
  const short = dayOfYear.exec(typed)
  if (!short) return typed
  const year = Number(today.slice(0, 4))
  const near = validDay(String(year), short[1], short[2])
  // Another day before today stays a past day, which the check refuses.
  if (near !== null && near >= today) return near
  const isYearEnd = Number(today.slice(5, 7)) > 9 && Number(short[1]) < 4
  return (isYearEnd ? validDay(String(year + 1), short[1], short[2]) : near) ?? typed
}

function validDay(year = '', month = '', day = ''): CalendarDay | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return calendarDay.safeParse(text).success ? text : null
}

/** Returns the row as it is checked, shown and stored. */
export const normalizeJoiner = (row: JoinerRow, today: CalendarDay): JoinerRow => ({
  no: row.no,
  returnAnswer: row.returnAnswer,
  name: normalizeLine(row.name),
  userid: halfWidth(normalizeLine(row.userid)),
  mobile: normalizeMobile(row.mobile),
  email: halfWidth(normalizeLine(row.email)).toLowerCase(),
  department: normalizeLine(row.department),
  position: normalizeLine(row.position),
  startsOn: normalizeDay(row.startsOn, today),
  company: normalizeLine(row.company),
  sponsor: normalizeLine(row.sponsor),
  endsOn: normalizeDay(row.endsOn, today),
})
