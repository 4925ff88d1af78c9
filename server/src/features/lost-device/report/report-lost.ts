import { DAY_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { sameUserid } from '@desk/shared/kernel/ids'
import { nextCasePhase, isOverPhase, type ReporterKind } from '@desk/shared/lost-device/lost-device'
import { EXPIRES_MS, locksAtOnce, REPORTS_PER_DAY } from '@desk/shared/lost-device/lost-device-rules'
import type { ReportAnswer, ReportBody } from '@desk/shared/lost-device/lost-device-schemas'
import type { Tx } from '../../../db/database.ts'
import { isUniqueViolation } from '../../../db/errors.ts'
import { InvalidInputError, KeyReusedError } from '../../../kernel/app-error.ts'
import { LostRefusedError } from '../lost-device-errors.ts'
import { sha256 } from '../../../kernel/hash.ts'
import type { MemberRow } from '../../../access/actor-queries.ts'
import { actorNow } from '../../../access/current-actor.ts'
import type { CaseDeps, CaseStepDeps } from '../cases/case-deps.ts'
import { departmentPath, requirePerson } from '../../requests/approvers/people-queries.ts'
import { findLockRefusal } from './lock-refusal.ts'
import { type CaseRow, insertCase, lockOpenCase, requireCase } from '../cases/case-queries.ts'
import { isGuardianOf } from '../cases/guardian-queries.ts'
import { joinCase } from './join-case.ts'
import { DEVICES_TOPIC, EXPIRE_TOPIC } from '../cases/lost-topics.ts'
import { requestLock } from '../lock/request-lock.ts'
import { cancelEscalation, enqueueEffect, scheduleEscalationStep } from '../cases/enqueue-case-jobs.ts'
import { findSubject } from '../cases/member-views.ts'
import { moveCase, recordCase } from '../cases/record-case.ts'
import { countReportsSince, findByReportKey, hasReported } from '../cases/report-queries.ts'
import { createCaseViewToken } from '../cases/case-view-token-queries.ts'

/** Tolerance for a last-seen time in the future: clocks of phones differ slightly. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS

/** Requires that the last-seen time is not in the future. @throws InvalidInputError */
export function requireSeenBefore(now: Date, lastSeenAt: string | null): void {
  if (lastSeenAt !== null && Date.parse(lastSeenAt) > now.getTime() + CLOCK_SKEW_MS)
    throw new InvalidInputError('Last seen in the future', [{ path: 'lastSeenAt', code: 'day.past' }])
}

export type Report = ReportBody & { idempotencyKey: string }
export type Reported = { answer: ReportAnswer; token: string; isNew: boolean }

/**
 * Reports a lost device. A reporter who may lock immediately locks in this transaction; any other report waits for a
 * second person. The response to a colleague, and its duration, do not depend on whether the person exists.
 */
export async function reportLost(deps: CaseDeps, actor: MemberActor, report: Report): Promise<Reported> {
  const reported = await reportOnce(deps, actor, report).catch((error: unknown) => {
    // A concurrent report has opened the case: join it.
    if (isUniqueViolation(error, 'lost_cases_open_key') || isUniqueViolation(error, 'requests_idempotency_key'))
      return reportOnce(deps, actor, report)
    throw error
  })
  deps.failPoints.hit('report.committed')
  return reported
}

const reportOnce = (deps: CaseDeps, actor: MemberActor, report: Report): Promise<Reported> =>
  deps.db.transaction(async (tx) => {
    const { idempotencyKey } = report
    const bodyHash = hashReport(report)
    // Locks the reporter's row first: two reports of one person are serialized, and the second sees the first.
    const { userid } = await requirePerson(tx, actor.userid, { lock: true })
    const earlier = await findByReportKey(tx, userid, idempotencyKey)
    if (earlier && earlier.bodyHash !== bodyHash) throw new KeyReusedError()
    // A new report needs the account and its roles as they are now; the answer to a repeated one changes nothing.
    const row = earlier
      ? await requireCase(tx, earlier.id)
      : await createOrJoin({ ...deps, db: tx }, await actorNow(deps, tx, { ...actor, userid }), report, bodyHash)
    const token = await createCaseViewToken(tx, deps, row.id, userid)
    return { answer: { id: row.id }, token, isNew: earlier === null }
  })

/** Returns the hash that a repeated report with the same key must match. */
export const hashReport = ({ idempotencyKey: _key, ...body }: Report): string => sha256(JSON.stringify(body))

type ReportContext = { subject: MemberRow | null; path: readonly number[]; kind: ReporterKind }
type TxDeps = CaseDeps & { db: Tx }

async function createOrJoin(deps: TxDeps, actor: MemberActor, report: Report, bodyHash: string): Promise<CaseRow> {
  const { db: tx } = deps
  const now = deps.clock.now()
  requireSeenBefore(now, report.lastSeenAt)
  const context = await loadReportContext(tx, actor, report.subjectId)
  const { kind } = context
  const isPlanned = report.why === 'planned'
  // A planned change locks nothing, so it is open to the owner and those responsible for them. A guardian only locks.
  if (isPlanned && (kind === 'colleague' || kind === 'guardian'))
    throw new InvalidInputError('Only the owner or a person responsible for them can report a planned change', [
      { path: 'why', code: 'why.other' },
    ])
  const found = await lockOpenCase(tx, report.subjectId)
  const open = found && !isOverPhase(found.phase) ? found : null
  const opensNewCase = open !== null && !isPlanned && isLostAgain(open, kind)
  const isKnown = open !== null && (await hasReported(tx, open, actor.userid))
  // Locking one's own account has no daily limit.
  if (kind !== 'owner' && (opensNewCase || !isKnown)) await enforceDailyLimit(tx, actor, now)
  if (locksAtOnce(kind) && !isPlanned) {
    const refusal = await findLockRefusal(deps, report.subjectId, actor.userid)
    if (refusal) throw new LostRefusedError(refusal)
  }
  if (open && !opensNewCase) {
    const stored = { key: sha256(report.idempotencyKey), body: bodyHash }
    return joinCase(deps, open, { actor, kind, isPlanned, isKnown, report: stored })
  }
  if (open) await supersedeCase(deps, open, actor)
  return createCase(deps, tx, actor, report, { ...context, bodyHash })
}

/**
 * Returns whether the account works again, or is about to: the report then opens a new case. While the account is being
 * unlocked, only a reporter who may lock stops that.
 */
const isLostAgain = ({ phase }: CaseRow, kind: ReporterKind): boolean =>
  nextCasePhase(phase, 'supersede') !== null && (phase === 'aftercare' || locksAtOnce(kind))

/** Closes this case because the phone is lost again; its pending jobs have no effect. */
async function supersedeCase(deps: TxDeps, row: CaseRow, actor: MemberActor): Promise<void> {
  const phase = nextCasePhase(row.phase, 'supersede')
  if (!phase) throw new Error('The phase does not allow superseding the case')
  const patch = { phase, endedAt: deps.clock.now(), trouble: null }
  await moveCase(deps, deps.db, row, patch, 'lost_closed', { actor, cause: 'lost_again' })
  await cancelEscalation(deps.db, row.id)
}

/** Loads what a report depends on. It runs the same queries for every subject, so its duration does not reveal who exists. */
async function loadReportContext(tx: Tx, actor: MemberActor, subjectId: string): Promise<ReportContext> {
  const subject = await findSubject(tx, subjectId)
  const path = await departmentPath(tx, subject?.mainDepartmentId ?? 0)
  const isGuardian = await isGuardianOf(tx, actor.userid, subjectId)
  return { subject, path: subject ? path : [], kind: subject ? kindOf(actor, subject, path, isGuardian) : 'colleague' }
}

function kindOf(actor: MemberActor, { userid }: MemberRow, path: readonly number[], isGuardian: boolean): ReporterKind {
  if (sameUserid(actor.userid, userid)) return 'owner'
  if (isGuardian) return 'guardian'
  if (actor.adminOf.some((id) => path.includes(id))) return 'dept_admin'
  if (holdsRole(actor, 'ops')) return 'ops'
  return actor.roles.includes('hr') ? 'hr' : 'colleague'
}

/** Limits reports per day; ops may have to lock many accounts in a day. */
async function enforceDailyLimit(tx: Tx, actor: MemberActor, now: Date): Promise<void> {
  const count = await countReportsSince(tx, actor.userid, new Date(now.getTime() - DAY_MS))
  if (count >= REPORTS_PER_DAY && !holdsRole(actor, 'ops')) throw new LostRefusedError('daily_limit')
}

async function createCase(
  deps: CaseStepDeps,
  tx: Tx,
  actor: MemberActor,
  { label, idempotencyKey, subjectId, why, lastSeenAt, note }: Report,
  { subject, path, kind, bodyHash }: ReportContext & { bodyHash: string },
): Promise<CaseRow> {
  const now = deps.clock.now()
  const isPlanned = why === 'planned'
  const phaseOfLoss = locksAtOnce(kind) ? 'locking' : 'urgent_review'
  const row = await insertCase(tx, {
    id: deps.ids.next('request'),
    no: deps.ids.readableCode(),
    payload: { subjectId: subject?.userid ?? subjectId, why, lastSeenAt, note },
    departmentPath: path,
    idempotencyKey,
    bodyHash,
    label,
    reporterId: actor.userid,
    reporterKind: kind,
    phase: isPlanned ? 'aftercare' : phaseOfLoss,
    reportedAt: now,
  })
  await recordCase(deps, tx, row, 'lost_reported', { actor })
  if (isPlanned) {
    await enqueueEffect(deps, tx, DEVICES_TOPIC, row)
    return row
  }
  if (phaseOfLoss === 'locking') return requestLock(deps, tx, row, { actor, userid: actor.userid })
  await scheduleEscalationStep(tx, row, now)
  await enqueueEffect(deps, tx, EXPIRE_TOPIC, row, new Date(now.getTime() + EXPIRES_MS))
  return row
}
