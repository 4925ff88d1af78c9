import { addWorkingMs } from '@desk/shared/kernel/working-calendar'
import { nextCasePhase } from '@desk/shared/lost-device/lost-device'
import {
  CALL_LATER_EVERY_MS,
  DEPUTY_AFTER_MS,
  PAGE_EVERY_MS,
  RECOVERY_WITHIN_MS,
  REVIEW_MS,
} from '@desk/shared/lost-device/lost-device-rules'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { JobHandler } from '../../../outbox/run-job.ts'
import type { CaseDeps, CaseStepDeps } from '../cases/case-deps.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { type CaseRow, lockCase } from '../cases/case-queries.ts'
import { TRY_EVERY_MS } from '../lock/lock-handler.ts'
import {
  approverOrder,
  callList,
  identityCheckersOf,
  lacksSecondPerson,
  nextPeople,
  unlockersOf,
} from '../cases/case-approvers.ts'
import {
  caseIdOf,
  cancelEscalation,
  scheduleEscalationStep,
  reportersOf,
  enqueueCaseNotice,
} from '../cases/enqueue-case-jobs.ts'
import { notifyPeople } from '../lock/notify-people.ts'
import { findSubject } from '../cases/member-views.ts'
import { moveCase } from '../cases/record-case.ts'

/** When steps 1 and 2 of a review are due, counted from the report; later steps follow at the interval of `nextCallAt`. */
const reviewStepDelays = [DEPUTY_AFTER_MS, REVIEW_MS] as const
/** Number of steps with the short interval; later steps have a longer interval and do not stop. */
const FREQUENT_STEPS = 12
/** Maximum number of recovery steps: each calls the next approver level or, when there is none, the leads. */
const MAX_RECOVERY_STEPS = 4

/**
 * Runs the next escalation step of a case. Reviews, unconfirmed locks and reopened accounts escalate at any hour, recoveries
 * in working time.
 */
export const escalationHandler = (deps: CaseDeps): JobHandler => ({
  isUrgent: true,
  retryEveryMs: TRY_EVERY_MS,
  async handle(job) {
    const id = caseIdOf(job.payload)
    return async (tx) => {
      const row = await lockCase(tx, id)
      if (!row) return
      if (row.phase === 'urgent_review') await escalateReview(deps, tx, row)
      else if (isRecovering(row)) await escalateRecovery(deps, tx, row)
      else if (row.phase === 'reopened') await escalateCallList(deps, tx, row, 'device.reopened')
      else if (nextCasePhase(row.phase, 'confirm')) await escalateCallList(deps, tx, row, 'device.lock_failed')
    }
  },
})

const isRecovering = ({ phase }: CaseRow) => phase === 'recovery' || phase === 'identity_ok' || phase === 'unlocking'

/**
 * Notifies the first approvers and the first person on call immediately, the second approver level, usually the deputies,
 * after two minutes, then the next person on call, then the leads.
 */
async function escalateReview(deps: CaseStepDeps, tx: Tx, row: CaseRow): Promise<void> {
  const txDeps = { ...deps, db: tx }
  // An unknown person has no approvers. Their case looks like any other, and expires like any other.
  if (!(await findSubject(tx, row.subjectId))) return
  const [admins = [], deputies = []] = await approverOrder(txDeps, row)
  const list = await callList(txDeps, row)
  const { escalationStep } = row
  const first = [...admins, ...list.order.slice(0, 1)]
  const newDeputies = deputies.filter((userid) => !row.called.includes(userid))
  const callees = [first, newDeputies][escalationStep] ?? nextToCall(row, list, [...first, ...deputies])
  await notifyPeople(deps, tx, row, callees, 'device.urgent_review')
  if (escalationStep === 0) await enqueueCaseNotice(deps, tx, row, 'device.reported', [row.subjectId])
  const sinceReport = reviewStepDelays[escalationStep]
  const now = deps.clock.now()
  const runAt =
    sinceReport === undefined
      ? nextCallAt(deps, escalationStep)
      : new Date(Math.max(now.getTime(), row.reportedAt.getTime() + sinceReport))
  await scheduleEscalationStep(tx, { id: row.id, escalationStep: escalationStep + 1 }, runAt)
}

/** Calls one person after the other, then the leads: the lock is not confirmed, or a reopened account is undecided. */
async function escalateCallList(deps: CaseStepDeps, tx: Tx, row: CaseRow, event: NoticeEvent): Promise<void> {
  const list = await callList({ ...deps, db: tx }, row)
  await notifyPeople(deps, tx, row, nextToCall(row, list), event)
  await scheduleEscalationStep(
    tx,
    { id: row.id, escalationStep: row.escalationStep + 1 },
    nextCallAt(deps, row.escalationStep),
  )
}

/** Returns the next person on call, then the leads; once all were called, the person whose call is longest ago. */
function nextToCall(
  { called }: CaseRow,
  { order, leads }: Awaited<ReturnType<typeof callList>>,
  others: readonly string[] = [],
): string[] {
  const isNew = (userid: string) => !called.includes(userid)
  const next = order.find(isNew)
  if (next !== undefined) return [next]
  const newLeads = leads.filter(isNew)
  if (newLeads.length > 0) return newLeads
  const able = [...order, ...leads, ...others]
  return called.filter((userid) => able.includes(userid)).slice(0, 1)
}

const nextCallAt = ({ clock }: Pick<Deps, 'clock'>, escalationStep: number): Date =>
  new Date(clock.now().getTime() + (escalationStep < FREQUENT_STEPS ? PAGE_EVERY_MS : CALL_LATER_EVERY_MS))

const recoveryEvents = {
  recovery: 'device.recovery',
  identity_ok: 'device.unlock',
  unlocking: 'device.unlock_failed',
} as const

/**
 * Calls the next people when the identity check or the unlock is not done within half an hour of working time. While a
 * second person is lacking, no one is called twice, and the job continues so that a newly appointed person is notified.
 */
async function escalateRecovery(deps: CaseDeps, tx: Tx, row: CaseRow): Promise<void> {
  const txDeps = { ...deps, db: tx }
  const isStuck = await lacksSecondPerson(txDeps, row)
  if (!isStuck && row.escalationStep >= MAX_RECOVERY_STEPS) return
  const next = row.phase === 'unlocking' ? await unlockersOf(txDeps, row) : await nextPeople(txDeps, row)
  const notYetCalled = next.filter((userid) => !row.called.includes(userid))
  const callees = isStuck ? notYetCalled : [...(await nextLevelOf(txDeps, row)), ...notYetCalled]
  const escalationStep = row.escalationStep + (isStuck ? 0 : 1)
  await notifyPeople(deps, tx, row, callees, recoveryEvents[row.phase as keyof typeof recoveryEvents], escalationStep)
  await scheduleRecoveryStep(deps, tx, { id: row.id, escalationStep })
}

async function nextLevelOf(deps: ReadDeps, row: CaseRow): Promise<string[]> {
  const levels = row.phase === 'recovery' ? (await identityCheckersOf(deps, row)).slice(1) : []
  return levels[row.escalationStep] ?? (await callList(deps, row)).leads
}

export async function scheduleRecoveryStep(
  deps: Pick<Deps, 'clock' | 'holidays' | 'site'>,
  tx: Tx,
  row: Pick<CaseRow, 'id' | 'escalationStep'>,
): Promise<void> {
  const calendar = await loadCalendar({ ...deps, db: tx })
  await scheduleEscalationStep(tx, row, addWorkingMs(calendar, deps.clock.now(), RECOVERY_WITHIN_MS))
}

/** Ends a review without a lock when it is undecided after a day, and notifies the reporters and the subject. */
export const expireHandler = (deps: CaseStepDeps): JobHandler => ({
  async handle(job) {
    const id = caseIdOf(job.payload)
    return async (tx) => {
      const row = await lockCase(tx, id)
      const phase = row && nextCasePhase(row.phase, 'dismiss')
      if (!row || !phase) return
      await moveCase(deps, tx, row, { phase, endedAt: deps.clock.now() }, 'lost_dismissed', { cause: 'unanswered' })
      await cancelEscalation(tx, id)
      await enqueueCaseNotice(deps, tx, row, 'device.expired', reportersOf(row))
      if (await findSubject(tx, row.subjectId))
        await enqueueCaseNotice(deps, tx, row, 'device.not_locked', [row.subjectId])
    }
  },
})
