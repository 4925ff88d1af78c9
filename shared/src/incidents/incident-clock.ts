import { HOUR_MS } from '../kernel/durations.ts'
import { addWorkingDays, addWorkingMs, type WorkingCalendar, workingMsBetween } from '../kernel/working-calendar.ts'
import type { IncidentEventType, IncidentSeverity } from './incident-states.ts'

/** Working days until a handler has to acknowledge; a critical one has an hour, day and night. */
export const ACKNOWLEDGE_WORKING_DAYS = 3
/** Working days from the acknowledgement until there has to be an outcome. */
const OUTCOME_WORKING_DAYS = 15
const CRITICAL_OUTCOME_WORKING_DAYS = 3
/** Maximum working days that the clock waits for an answer of the reporter. */
export const WAIT_WORKING_DAYS = 10

/**
 * What happens when a date is missed, one step per working day, or per hour for a critical incident: all who handle it
 * are reminded, the ops leads learn that one is overdue and with whom, and the independent contact may take it over.
 */
export const escalationSteps = ['handlers', 'leads', 'contact'] as const
export type EscalationStep = (typeof escalationSteps)[number]

/** Facts of an incident that its clock depends on. */
export type IncidentClock = {
  severity: IncidentSeverity
  dueAt: Date
  /** Number of steps that were taken since `dueAt` was set, and when the last one was. */
  escalation: number
  remindedAt: Date | null
  /** Since when a question to the reporter is open; null: the clock runs. */
  pausedAt: Date | null
}
/** The fields that a new due date sets. */
type NewDate = Pick<IncidentClock, 'dueAt' | 'escalation' | 'remindedAt' | 'pausedAt'>

const startAt = (dueAt: Date): NewDate => ({ dueAt, escalation: 0, remindedAt: null, pausedAt: null })

/** Starts the clock of an incident that waits for a handler. */
export const startAcknowledging = (calendar: WorkingCalendar, at: Date, severity: IncidentSeverity): NewDate =>
  startAt(
    severity === 'critical' ? new Date(at.getTime() + HOUR_MS) : addWorkingDays(calendar, at, ACKNOWLEDGE_WORKING_DAYS),
  )

/** Returns the working days until there has to be an outcome. */
export const outcomeDays = (severity: IncidentSeverity): number =>
  severity === 'critical' ? CRITICAL_OUTCOME_WORKING_DAYS : OUTCOME_WORKING_DAYS

/** Starts the clock of an incident that a handler acknowledged. */
export const startHandling = (calendar: WorkingCalendar, at: Date, severity: IncidentSeverity): NewDate =>
  startAt(addWorkingDays(calendar, at, outcomeDays(severity)))

/**
 * Returns the due date after a change of the severity: `criticalDueAt` of a critical incident, if this is earlier; that of
 * another one counts from the report, if this is later. Changes back and forth never lead beyond the first due date or, if it is
 * later, the normal one from the report.
 */
export function withSeverity(
  calendar: WorkingCalendar,
  { dueAt, reportedAt, criticalDueAt }: { dueAt: Date; reportedAt: Date; criticalDueAt: Date },
  severity: IncidentSeverity,
): Partial<NewDate> {
  const isCritical = severity === 'critical'
  const own = isCritical ? criticalDueAt : addWorkingDays(calendar, reportedAt, outcomeDays(severity))
  const isEarlier = own.getTime() < dueAt.getTime()
  return isEarlier === isCritical ? { dueAt: own, escalation: 0, remindedAt: null } : {}
}

/** Lets the clock run again: what was left when it was stopped is left now. */
export function resume(
  calendar: WorkingCalendar,
  { dueAt, escalation, pausedAt }: Pick<IncidentClock, 'dueAt' | 'escalation' | 'pausedAt'>,
  now: Date,
): Partial<NewDate> {
  if (pausedAt === null) return {}
  const resumesAt = isWaitOver(calendar, pausedAt, now) ? endOfWait(calendar, pausedAt) : now
  const left = dueAt.getTime() <= pausedAt.getTime() ? null : workingMsBetween(calendar, pausedAt, dueAt)
  return {
    pausedAt: null,
    ...(left !== null && { dueAt: addWorkingMs(calendar, resumesAt, left) }),
    ...(escalation > 0 && { remindedAt: resumesAt }),
  }
}

/** A step of the log that the due date of a critical incident depends on. `severity`: what a change of the severity set. */
export type ClockStep = { type: IncidentEventType; at: Date; severity?: IncidentSeverity | undefined }

/** The types of steps by which a handler begins, with a new due date. */
const beginnings: readonly IncidentEventType[] = ['acknowledged', 'taken_over', 'reopened']
/** The types of steps that end a wait for the reporter. */
const ends: readonly IncidentEventType[] = ['investigating', 'acted', 'answered', 'resumed']
export const clockStepTypes: readonly IncidentEventType[] = [...beginnings, ...ends, 'asked', 'severity']

/**
 * Returns the due date of a critical incident; null: since its handler began it was never critical. It counts from when the
 * incident was first called critical; if a question to the reporter had stopped the clock then, from the question. Calling it
 * normal in between does not start it again.
 */
export function criticalDueAt(calendar: WorkingCalendar, log: readonly ClockStep[]): Date | null {
  let isCritical = false
  let dueAt: Date | null = null
  let pausedAt: Date | null = null
  for (const { type, at, severity } of log) {
    if (type === 'severity') isCritical = severity === 'critical'
    if (beginnings.includes(type)) [dueAt, pausedAt] = [null, null]
    if (isCritical) dueAt ??= startHandling(calendar, pausedAt ?? at, 'critical').dueAt
    if (type === 'asked') pausedAt = at
    if (!ends.includes(type)) continue
    if (dueAt !== null) dueAt = resume(calendar, { dueAt, escalation: 0, pausedAt }, at).dueAt ?? dueAt
    pausedAt = null
  }
  return dueAt
}

const endOfWait = (calendar: WorkingCalendar, pausedAt: Date) => addWorkingDays(calendar, pausedAt, WAIT_WORKING_DAYS)

/** Returns whether the reporter was waited for long enough: a question does not stop the clock for ever. */
export const isWaitOver = (calendar: WorkingCalendar, pausedAt: Date, now: Date): boolean =>
  endOfWait(calendar, pausedAt).getTime() <= now.getTime()

/** Returns the step that is due now; null: none. After an outage of the app the steps still follow each other in time. */
export function dueStep(calendar: WorkingCalendar, clock: IncidentClock, now: Date): EscalationStep | null {
  const step = escalationSteps[clock.escalation]
  if (step === undefined || clock.pausedAt !== null) return null
  return nextStepAt(calendar, clock).getTime() <= now.getTime() ? step : null
}

function nextStepAt(calendar: WorkingCalendar, { remindedAt, severity, dueAt, escalation }: IncidentClock): Date {
  if (remindedAt === null || escalation === 0) return dueAt
  return severity === 'critical' ? new Date(remindedAt.getTime() + HOUR_MS) : addWorkingDays(calendar, remindedAt, 1)
}
