import type { CalendarDay } from '@desk/shared/kernel/calendar-day'

/** Urged once a day at most, by whomever. */
export const urgedObject = (policyId: string, day: CalendarDay): string => `${policyId}:${day}`
