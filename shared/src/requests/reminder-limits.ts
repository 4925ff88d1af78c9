import { HOUR_MS } from '../kernel/durations.ts'

/** Working time between two reminders of one request. */
export const REMINDER_PAUSE_MS = 4 * HOUR_MS
/** Every third reminder also adds the next approver in line. */
export const REMINDERS_PER_ESCALATION = 3
