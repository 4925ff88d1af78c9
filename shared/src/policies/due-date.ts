import { dayIn } from '../kernel/calendar-day.ts'
import { lastInstantOf, shiftDay } from '../kernel/working-calendar.ts'

/**
 * Returns when the signature of a person is due, in epoch milliseconds: the last instant of the day that is `days` after the
 * one since which it is required. People who joined, returned, came into the audience or have to sign again later get
 * `joinerDays` from that day on. After an exemption they get `joinerDays` from the day of its end, if that is later. A
 * personal due date takes precedence, unless it is within the exemption.
 */
export function dueAtOf(
  {
    timeZone,
    requiredSince,
    days,
    joinerDays,
  }: { timeZone: string; requiredSince: number; days: number; joinerDays: number },
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
  const due = requiredFrom > requiredSince ? endOf(requiredFrom, joinerDays) : endOf(requiredSince, days)
  return exemptUntil === null ? due : Math.max(due, endOf(exemptUntil, joinerDays))
}
