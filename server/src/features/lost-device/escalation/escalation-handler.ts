import { addWorkingMs } from '@desk/shared/kernel/working-calendar'
import { advanceLost } from '@desk/shared/lost-device/lost-device'
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
import { type CaseRow, lockCase, noteOnCase, saveCase } from '../cases/case-queries.ts'
import { caseIdOf } from '../cases/case-job-payload.ts'
import { TRY_EVERY_MS } from '../lock/lock-handler.ts'
import { approverOrder, callList, checkersOf, lacksSecond, nextPeople } from '../cases/case-approvers.ts'
import { cancelEscalation, scheduleEscalationStep, reportersOf, tell } from '../cases/enqueue-case-jobs.ts'
import { findSubject } from '../cases/member-views.ts'
import { recordCase } from '../cases/record-case.ts'

/** When the next rung of a review is due, from its beginning; then every three minutes. */
const reviewRungs = [DEPUTY_AFTER_MS, REVIEW_MS] as const
/** Whoever has not answered by then is called less often, and still called. */
const QUICK_RUNGS = 12
/** The next in the order of asking, then the leads, then nobody who could do more. */
const RECOVERY_RUNGS = 4

/** Nobody answered, or no proof came: the next one is called, whatever the hour. */
export const escalationHandler = (deps: CaseDeps): JobHandler => ({
  isUrgent: true,
  retryEveryMs: TRY_EVERY_MS,
  async handle(job) {
    const id = caseIdOf(job.payload)
    return async (tx) => {
      const row = await lockCase(tx, id)
      if (!row) return
      if (row.phase === 'urgent_review') await climbReview(deps, tx, row)
      else if (row.phase === 'recovery' || row.phase === 'identity_ok') await climbRecovery(deps, tx, row)
      else if (row.phase === 'reopened') await climbList(deps, tx, row, 'device.reopened')
      else if (advanceLost(row.phase, 'prove')) await climbList(deps, tx, row, 'device.lock_failed')
    }
  },
})

/** The department admin and whoever is on duty at once; the deputy at two minutes; the next ones; the leads. */
async function climbReview(deps: CaseStepDeps, tx: Tx, row: CaseRow): Promise<void> {
  const within = { ...deps, db: tx }
  // There is no such person, and nobody to ask: it looks like any other until it ends like any other.
  if (!(await findSubject(tx, row.subjectId))) return
  const [admins = [], deputies = []] = await approverOrder(within, row)
  const list = await callList(within, row)
  const { rung } = row
  const first = [...admins, ...list.order.slice(0, 1)]
  const fresh = deputies.filter((userid) => !row.called.includes(userid))
  const wanted = rung === 0 ? first : rung === 1 ? fresh : nextToCall(row, list, [...first, ...deputies])
  await call(deps, tx, row, wanted, 'device.urgent_review')
  if (rung === 0) await tell(deps, tx, row, 'device.reported', [row.subjectId])
  const sinceReport = reviewRungs[rung]
  const now = deps.clock.now()
  const runAt =
    sinceReport === undefined
      ? pageAgain(deps, rung)
      : new Date(Math.max(now.getTime(), row.reportedAt.getTime() + sinceReport))
  await scheduleEscalationStep(tx, { id: row.id, rung: rung + 1 }, runAt)
}

/** One after the other, then the leads: no proof came, or nobody decides about an account that is open again. */
async function climbList(deps: CaseStepDeps, tx: Tx, row: CaseRow, event: NoticeEvent): Promise<void> {
  const list = await callList({ ...deps, db: tx }, row)
  await call(deps, tx, row, nextToCall(row, list), event)
  await scheduleEscalationStep(tx, { id: row.id, rung: row.rung + 1 }, pageAgain(deps, row.rung))
}

/** The next on duty, then the leads; once everybody was called, whoever it is longest ago for. */
function nextToCall(
  { called }: CaseRow,
  { order, leads }: Awaited<ReturnType<typeof callList>>,
  asked: readonly string[] = [],
): string[] {
  const isNew = (userid: string) => !called.includes(userid)
  const next = order.find(isNew)
  if (next !== undefined) return [next]
  const fresh = leads.filter(isNew)
  if (fresh.length > 0) return fresh
  const able = [...order, ...leads, ...asked]
  return called.filter((userid) => able.includes(userid)).slice(0, 1)
}

const pageAgain = ({ clock }: Pick<Deps, 'clock'>, rung: number): Date =>
  new Date(clock.now().getTime() + (rung < QUICK_RUNGS ? PAGE_EVERY_MS : CALL_LATER_EVERY_MS))

/**
 * Who should look at it, or unlock it, did not in half an hour of working time. Where a second person is lacking nobody is
 * called twice, and the look goes on: whoever is named meanwhile hears of it. Source: domain 4.5.
 */
async function climbRecovery(deps: CaseDeps, tx: Tx, row: CaseRow): Promise<void> {
  const within = { ...deps, db: tx }
  const isStuck = await lacksSecond(within, row)
  if (!isStuck && row.rung >= RECOVERY_RUNGS) return
  const unheard = (await nextPeople(within, row)).filter((userid) => !row.called.includes(userid))
  const wanted = isStuck ? unheard : [...(await higherUp(within, row)), ...unheard]
  const rung = row.rung + (isStuck ? 0 : 1)
  await call(deps, tx, row, wanted, row.phase === 'recovery' ? 'device.recovery' : 'device.unlock', rung)
  await scheduleRecoveryStep(deps, tx, { id: row.id, rung })
}

async function higherUp(deps: ReadDeps, row: CaseRow): Promise<string[]> {
  const levels = row.phase === 'recovery' ? (await checkersOf(deps, row)).slice(1) : []
  return levels[row.rung] ?? (await callList(deps, row)).leads
}

export async function scheduleRecoveryStep(
  deps: Pick<Deps, 'clock' | 'holidays' | 'site'>,
  tx: Tx,
  row: Pick<CaseRow, 'id' | 'rung'>,
): Promise<void> {
  const calendar = await loadCalendar({ ...deps, db: tx })
  await scheduleEscalationStep(tx, row, addWorkingMs(calendar, deps.clock.now(), RECOVERY_WITHIN_MS))
}

async function call(
  deps: CaseStepDeps,
  tx: Tx,
  row: CaseRow,
  people: readonly string[],
  event: NoticeEvent,
  rung = row.rung + 1,
): Promise<void> {
  const asked = [...new Set(people)].filter((userid) => userid.toLowerCase() !== row.subjectId.toLowerCase())
  const called = [...row.called.filter((userid) => !asked.includes(userid)), ...asked]
  await noteOnCase(tx, row.id, { rung, called })
  if (asked.length === 0) return
  await recordCase(deps, tx, row, event === 'device.urgent_review' ? 'lost_asked' : 'lost_called', { asked })
  await tell(deps, tx, row, event, asked, `${event}:${String(row.version)}:${String(row.rung)}`)
}

/** Nobody decided in a day: it ends without a lock, whoever it was about, and both sides are told. */
export const expireHandler = (deps: CaseStepDeps): JobHandler => ({
  async handle(job) {
    const id = caseIdOf(job.payload)
    return async (tx) => {
      const row = await lockCase(tx, id)
      const phase = row && advanceLost(row.phase, 'dismiss')
      if (!row || !phase) return
      const now = deps.clock.now()
      await saveCase(tx, row, { phase, endedAt: now }, now)
      await recordCase(deps, tx, row, 'lost_dismissed', { cause: 'unanswered' })
      await cancelEscalation(tx, id)
      await tell(deps, tx, row, 'device.expired', reportersOf(row))
      if (await findSubject(tx, row.subjectId)) await tell(deps, tx, row, 'device.not_locked', [row.subjectId])
    }
  },
})
