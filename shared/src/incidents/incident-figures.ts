import { dayIn } from '../kernel/calendar-day.ts'
import { daysBetween, instantOf, shiftDay } from '../kernel/working-calendar.ts'
import type { IncidentKind } from './incident-states.ts'

/** Categories of the weekly figures, by clause 2.3④: trouble with an account, a hazard or something else, a violation. */
export const incidentCategories = ['account', 'hazard', 'violation'] as const
export type IncidentCategory = (typeof incidentCategories)[number]

export const categoryOf = {
  login: 'account',
  password: 'account',
  sharing: 'account',
  wrong_file: 'hazard',
  rumour: 'violation',
  leak: 'violation',
  other: 'hazard',
} as const satisfies Record<IncidentKind, IncidentCategory>

/** Weeks of the figures; the last one is the present one. */
export const FIGURE_WEEKS = 8
const A_MONDAY = '2024-01-01'

/**
 * Returns when each of the weeks begins, the oldest first: Mondays, the same for everybody who looks within a week.
 * With weeks that end now, a reader who looks twice could tell the minute of a report.
 */
export function figureWeeks(timeZone: string, now: Date): Date[] {
  const today = dayIn(timeZone, now)
  const sinceMonday = daysBetween(A_MONDAY, today) % 7
  return Array.from({ length: FIGURE_WEEKS }, (_, index) =>
    instantOf(timeZone, shiftDay(today, 7 * (index - FIGURE_WEEKS + 1) - sinceMonday), 0),
  )
}
