import { dayIn } from '../kernel/calendar-day.ts'
import { lastInstantOf, shiftDay } from '../kernel/working-calendar.ts'

/**
 * Returns when a person is due, in epoch milliseconds: the last instant of the day that is `days` after the one on which the
 * version took effect. People who joined, returned, became bound or have to sign again later get `joinerDays` from that day
 * on. After an exemption they get `joinerDays` from the day of its end, if that is later. A personal due date takes
 * precedence, unless it is within the exemption.
 */
export function dueAtOf(
  {
    timeZone,
    publishedAt,
    days,
    joinerDays,
  }: { timeZone: string; publishedAt: number; days: number; joinerDays: number },
  {
    requiredFrom,
    exemptUntil,
    ownDueAt,
  }: { requiredFrom: number; exemptUntil: number | null; ownDueAt: number | null },
): number {
  const endOf = (at: number, after: number) =>
    lastInstantOf(timeZone, shiftDay(dayIn(timeZone, new Date(at)), after)).getTime()
  // Earlier releases stored the instant after the day.
  if (ownDueAt !== null && ownDueAt > (exemptUntil ?? -Infinity)) return endOf(ownDueAt - 1, 0)
  const due = requiredFrom > publishedAt ? endOf(requiredFrom, joinerDays) : endOf(publishedAt, days)
  return exemptUntil === null ? due : Math.max(due, endOf(exemptUntil, joinerDays))
}
