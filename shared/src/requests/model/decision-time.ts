import { HOUR_MS } from '../../kernel/durations.ts'
import { addWorkingMs, type WorkingCalendar, workingMsBetween } from '../../kernel/working-calendar.ts'

/** The ladder in percent of the time for a decision. Source: domain 4.4: digest, card, deputy, management department. */
const ladder = [50, 80, 100, 150] as const
export type EscalationPercent = (typeof ladder)[number]

export const limitMs = ({ decideWithinHours }: { decideWithinHours: number }): number => decideWithinHours * HOUR_MS

/** Working time left at `now`; negative when it is overdue. */
export const timeLeft = (calendar: WorkingCalendar, dueAt: Date, now: Date): number =>
  now.getTime() <= dueAt.getTime() ? workingMsBetween(calendar, now, dueAt) : -workingMsBetween(calendar, dueAt, now)

/** When it is due, if the clock runs on from `now`. What was overdue when it stopped is due at once. */
export const dueAfter = (calendar: WorkingCalendar, now: Date, leftMs: number): Date =>
  leftMs <= 0 ? now : addWorkingMs(calendar, now, leftMs)

/** The next rung of the ladder and its moment; null above the last one. `climbed` counts those below. */
export function nextRung(
  calendar: WorkingCalendar,
  at: { now: Date; leftMs: number; limitMs: number; climbed: number },
): { percent: EscalationPercent; at: Date } | null {
  const percent = ladder[at.climbed]
  if (percent === undefined) return null
  const waitMs = at.leftMs + (at.limitMs * (percent - 100)) / 100
  return { percent, at: waitMs <= 0 ? at.now : addWorkingMs(calendar, at.now, waitMs) }
}

/** Between two urges of one request, in working time. Source: domain I-14. */
export const URGE_PAUSE_MS = 4 * HOUR_MS
/** This urge goes to the next in line as well. */
export const URGE_ESCALATES = 3
