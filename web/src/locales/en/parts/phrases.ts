import type { RequestItem } from '@desk/shared/requests/types/index'
import { isSameDay, localTime } from '../../time.ts'

export { grouped } from '../../grouped.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const names = (list: readonly string[]): string => list.join(', ')

/** Returns a number with its noun: `1 day`, `2 days`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${String(number)} ${number === 1 ? one : many}`

export const people = (number: number): string => count(number, 'person', 'people')

/** Formats a clause id: `3.3a` is 3.3(a). */
export const clause = (id: string): string =>
  id.replace(/([a-i])(\d?)$/, (_all, letter: string, point: string) => `(${letter})${point === '' ? '' : `(${point})`}`)

/** Formats the number that a clause has in the Chinese text: `3.3①` is 3.3(a), as `clause` formats its id. */
export const clauseNo = (no: string): string =>
  no
    .replace(/[①-⑨]/gu, (mark) => `(${'abcdefghi'.charAt('①②③④⑤⑥⑦⑧⑨'.indexOf(mark))})`)
    .replace(/（(\d)）/gu, '($1)')
    .replace('前言', 'Preamble')

/** Formats a duration in its two largest units. */
export const duration = (minutes: number): string => {
  if (minutes < 1) return 'less than 1 min'
  if (minutes < 60) return `${String(minutes)} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${String(hours)} h${minutes % 60 ? ` ${String(minutes % 60)} min` : ''}`
  return `${count(Math.floor(hours / 24), 'day')}${hours % 24 ? ` ${String(hours % 24)} h` : ''}`
}

// A non-breaking space keeps a date on one line.
export const dateOf = (month: number, day: number): string => `${String(day)}\u00a0${months[month - 1] ?? ''}`

/** Formats a month; `year` is null for the present one. */
export const monthName = (year: number | null, month: number): string =>
  `${months[month - 1] ?? ''}${year === null ? '' : ` ${String(year)}`}`

/** Formats a calendar day such as `2026-03-23` without its year. */
export const monthAndDay = (day: string): string => {
  const [, month = 0, date = 0] = day.split('-').map(Number)
  return dateOf(month, date)
}

/** Formats a calendar day with its year. */
export const wholeDay = (day: string): string => `${monthAndDay(day)}\u00a0${day.slice(0, 4)}`

/** Formats the calendar day of an instant. */
export const dayOnly = (instant: string): string => {
  const at = localTime(instant)
  return dateOf(at.month, at.day)
}

/** Formats an instant: the time of today, the day and time of this year, or the day with its year. */
export const day = (instant: string, now: string): string => {
  const [at, today] = [localTime(instant), localTime(now)]
  if (isSameDay(at, today)) return `today ${at.clockTime}`
  const date = dateOf(at.month, at.day)
  return at.year === today.year ? `${date} ${at.clockTime}` : `${date}\u00a0${String(at.year)}`
}

export const fields: Record<RequestItem, string> = {
  name: 'Name',
  alias: 'Alias',
  department: 'Department',
  position: 'Position',
  telephone: 'Office phone',
  mobile: 'Mobile',
  email: 'Email',
  biz_mail: 'Company mail',
  group: 'Group',
  exemption: 'Exemption',
}

/** Separates two facts in one line, either of which may begin with a capital letter. */
export const between = ' · '

/** Formats the name of a delegate with that of the delegator. */
export const inPlaceOf = (who: string, principal: string) => `${who} for ${principal}`
