import { HOUR_MS } from '../../kernel/durations.ts'
import { addWorkingMs, type WorkingCalendar, workingMsBetween } from '../../kernel/working-calendar.ts'

/**
 * Escalation steps in percent of the decision time: digest, card, deputy, management department.
 */
const escalationSteps = [50, 80, 100, 150] as const
export type EscalationPercent = (typeof escalationSteps)[number]

/** Returns the decision time in milliseconds of working time. */
export const limitMs = ({ decideWithinHours }: { decideWithinHours: number }): number => decideWithinHours * HOUR_MS

/** Returns the working time left at `now`, in milliseconds; negative when it is overdue. */
export const timeLeft = (calendar: WorkingCalendar, dueAt: Date, now: Date): number =>
  now.getTime() <= dueAt.getTime() ? workingMsBetween(calendar, now, dueAt) : -workingMsBetween(calendar, dueAt, now)

/** Returns the due date when the clock continues at `now`. A request that was overdue is due at once. */
export const dueAfter = (calendar: WorkingCalendar, now: Date, leftMs: number): Date =>
  leftMs <= 0 ? now : addWorkingMs(calendar, now, leftMs)

/** Returns the number of steps taken without the last one, which then follows again. */
export const withoutLastStep = (stepsTaken: number): number => Math.min(stepsTaken, escalationSteps.length - 1)

/** Returns the next escalation step and when it is due; null after the last one. */
export function nextEscalationStep(
  calendar: WorkingCalendar,
  time: { now: Date; leftMs: number; limitMs: number; stepsTaken: number },
): { percent: EscalationPercent; at: Date } | null {
  const percent = escalationSteps[time.stepsTaken]
  if (percent === undefined) return null
  const waitMs = time.leftMs + (time.limitMs * (percent - 100)) / 100
  return { percent, at: waitMs <= 0 ? time.now : addWorkingMs(calendar, time.now, waitMs) }
}
