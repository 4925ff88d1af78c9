import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { isSameDay, localTime, minutesBetween } from '../../locales/time.ts'
import type { Messages } from '../../locales/messages.ts'

type Timed = Pick<RequestSummary, 'dueAt' | 'isOverdue'>

/**
 * Returns `剩 2 小时` for today and `最迟 3 月 18 日 10:00 审批` for later; null without a due time, or when the request is
 * overdue, which a tag shows.
 */
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

/** Returns whether a request is overdue: by the server's answer, or because its due time passed since the page was loaded. */
export const isLate = ({ dueAt, isOverdue }: Timed, now: string): boolean =>
  dueAt !== null && (isOverdue || Date.parse(dueAt) <= Date.parse(now))
