import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { isSameDay, localTime, minutesBetween } from '../../locales/time.ts'
import type { Messages } from '../../locales/messages.ts'

type Timed = Pick<RequestSummary, 'dueAt' | 'isOverdue'>

/** `剩 2 小时` today, `最迟 3 月 18 日 10:00 答复` later; null while the clock stands still. Late is a tag of its own. */
export function dueWords(
  messages: Messages['core'],
  { row }: Messages['approvals'],
  { dueAt, isOverdue }: Timed,
  now: string,
): string | null {
  if (dueAt === null || isLate({ dueAt, isOverdue }, now)) return null
  if (!isSameDay(localTime(dueAt), localTime(now))) return row.before(messages.day(dueAt, now))
  return row.left(messages.home.duration(minutesBetween(now, dueAt)))
}

/** The server said so, or it became so while the page was open. */
export const isLate = ({ dueAt, isOverdue }: Timed, now: string): boolean =>
  dueAt !== null && (isOverdue || Date.parse(dueAt) <= Date.parse(now))
