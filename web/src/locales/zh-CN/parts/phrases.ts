import type { RequestItem } from '@desk/shared/requests/types/index'
import { isSameDay, localTime } from '../../time.ts'

export { grouped } from '../../grouped.ts'

export const names = (list: readonly string[]): string => list.join('、')

/** Formats a clause id as in the policy: `3.3a` is 3.3①, `4.1c2` is the second point of 4.1③. */
export const clause = (id: string): string =>
  id.replace(
    /([a-i])(\d?)$/,
    (_all, letter: string, point: string) =>
      '①②③④⑤⑥⑦⑧⑨'.charAt(letter.charCodeAt(0) - 97) + (point === '' ? '' : `（${point}）`),
  )

// Non-breaking spaces keep a number with its unit, and a date on one line; a year may stand on the line before.

/** Formats a duration in its two largest units. */
export const duration = (minutes: number): string => {
  if (minutes < 1) return '不到 1\u00a0分钟'
  if (minutes < 60) return `${String(minutes)}\u00a0分钟`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${String(hours)}\u00a0小时${minutes % 60 ? ` ${String(minutes % 60)}\u00a0分钟` : ''}`
  return `${String(Math.floor(hours / 24))}\u00a0天${hours % 24 ? ` ${String(hours % 24)}\u00a0小时` : ''}`
}

export const dateOf = (month: number, day: number): string => `${String(month)}\u00a0月\u00a0${String(day)}\u00a0日`

export const inYear = (year: number, date: string): string => `${String(year)}\u00a0年 ${date}`

/** Formats a calendar day such as `2026-03-23` without its year. */
export const monthAndDay = (day: string): string => {
  const [, month = 0, date = 0] = day.split('-').map(Number)
  return dateOf(month, date)
}

/** Formats a calendar day with its year. */
export const wholeDay = (day: string): string => inYear(Number(day.slice(0, 4)), monthAndDay(day))

/** Formats the calendar day of an instant. */
export const dayOnly = (instant: string): string => {
  const at = localTime(instant)
  return dateOf(at.month, at.day)
}

/** Formats an instant: the time of today, the day and time of this year, or the day with its year. */
export const day = (instant: string, now: string): string => {
  const [at, today] = [localTime(instant), localTime(now)]
  if (isSameDay(at, today)) return `今天 ${at.clockTime}`
  const date = dateOf(at.month, at.day)
  return at.year === today.year ? `${date} ${at.clockTime}` : inYear(at.year, date)
}

export const fields: Record<RequestItem, string> = {
  name: '姓名',
  alias: '别名',
  department: '部门',
  position: '岗位',
  telephone: '座机',
  mobile: '手机',
  email: '邮箱',
  biz_mail: '企业邮箱',
  group: '群',
  exemption: '豁免',
}

/** Separates two facts in one line. */
export const between = '，'

/** Formats the name of a delegate with that of the delegator. */
export const inPlaceOf = (who: string, principal: string) => `${who} 代 ${principal}`
