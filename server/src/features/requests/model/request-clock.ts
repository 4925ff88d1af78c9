import type { WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import {
  dueAfter,
  limitMs,
  nextEscalationStep,
  timeLeft,
  withoutLastStep,
} from '@desk/shared/requests/model/decision-time'
import { requestTypes } from '@desk/shared/requests/types/index'
import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { cancelGroup, enqueue } from '../../../outbox/outbox-queries.ts'
import type { RequestPatch, RequestRow } from './request-queries.ts'

export const ESCALATION_TOPIC = 'request.ladder'

type ClockPatch = Pick<RequestPatch, 'dueAt' | 'timeLeftMs' | 'slaEscalationStep' | 'waitingSince'>
type ClockDeps = Pick<Deps, 'db' | 'clock' | 'site' | 'holidays'>

const groupOf = ({ id }: Pick<RequestRow, 'id'>) => `ladder:${id}`
const limitOf = ({ kind }: Pick<RequestRow, 'kind'>) => limitMs(requestTypes[kind])

/** Starts the clock with the full decision time. */
export const startedClockPatch = (calendar: WorkingCalendar, kind: RequestRow['kind'], now: Date): ClockPatch => ({
  dueAt: dueAfter(calendar, now, limitOf({ kind })),
  timeLeftMs: null,
  slaEscalationStep: 0,
  waitingSince: now,
})

/** Pauses the clock. */
export const pausedClockPatch = (calendar: WorkingCalendar, request: RequestRow, now: Date): ClockPatch => ({
  dueAt: null,
  timeLeftMs: request.dueAt ? timeLeft(calendar, request.dueAt, now) : request.timeLeftMs,
  waitingSince: null,
})

/** Resumes the clock with the time that was left. */
export const resumedClockPatch = (calendar: WorkingCalendar, request: RequestRow, now: Date): ClockPatch =>
  request.timeLeftMs === null
    ? { waitingSince: now }
    : { dueAt: dueAfter(calendar, now, request.timeLeftMs), timeLeftMs: null, waitingSince: now }

/**
 * Resumes the clock of a returned request, whose approvers were released. If all steps were taken, the last one follows again, half
 * of the decision time from now: the management department would otherwise never be asked again.
 */
export const resubmittedClockPatch = (calendar: WorkingCalendar, request: RequestRow, now: Date): ClockPatch => ({
  ...resumedClockPatch(calendar, request, now),
  slaEscalationStep: withoutLastStep(request.slaEscalationStep),
})

/** Schedules the next escalation step of a request, or none while its clock is paused. Replaces an earlier one. */
export async function scheduleEscalation(
  deps: ClockDeps,
  tx: Tx,
  request: RequestRow,
  calendar?: WorkingCalendar,
): Promise<void> {
  await cancelGroup(tx, groupOf(request))
  await scheduleNextEscalationStep(deps, tx, request, calendar)
}

/**
 * Schedules the next escalation step, and cancels no job: for a new request, or from within the job of a step. Returns the
 * time of the next step; null: there is none.
 */
export async function scheduleNextEscalationStep(
  deps: ClockDeps,
  tx: Tx,
  request: RequestRow,
  loadedCalendar?: WorkingCalendar,
): Promise<Date | null> {
  if (request.state !== 'open' || request.dueAt === null) return null
  const calendar = loadedCalendar ?? (await loadCalendar({ ...deps, db: tx }))
  const now = deps.clock.now()
  const leftMs = timeLeft(calendar, request.dueAt, now)
  const next = nextEscalationStep(calendar, {
    now,
    leftMs,
    limitMs: limitOf(request),
    stepsTaken: request.slaEscalationStep,
  })
  if (!next) return null
  const key = `${ESCALATION_TOPIC}:${request.id}:${request.version}:${next.percent}`
  const payload = { requestId: request.id, percent: next.percent }
  await enqueue(tx, [{ topic: ESCALATION_TOPIC, payload, dedupeKey: key, groupKey: groupOf(request), runAt: next.at }])
  return next.at
}
