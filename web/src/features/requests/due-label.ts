import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { isSameDay, localTime, minutesBetween } from '../../locales/time.ts'
import type { Messages } from '../../locales/messages.ts'

type Timed = Pick<RequestSummary, 'dueAt' | 'isOverdue'>

/** Returns `剩 2 小时` for today, `最迟 3 月 18 日 10:00 答复` later, and null without a due time or when overdue (a tag shows that). */
export function dueLabel(
  messages: Messages['core'],
  { row }: Messages['approvals'],
  { dueAt, isOverdue }: Timed,
  now: string,
): string | null {
  if (dueAt === null || isLate({ dueAt, isOverdue }, now)) return null
  if (!isSameDay(localTime(dueAt), localTime(now))) return row.before(messages.day(dueAt, now))
  return row.left(messages.home.duration(minutesBetween(now, dueAt)))
}

/** Returns whether it is overdue, according to the server, or since the page was loaded. */
export const isLate = ({ dueAt, isOverdue }: Timed, now: string): boolean =>
  dueAt !== null && (isOverdue || Date.parse(dueAt) <= Date.parse(now))
