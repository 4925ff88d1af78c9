import { DAY_MS } from '@desk/shared/kernel/durations'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { sameUserid } from '@desk/shared/kernel/ids'
import { advanceLost, isOverPhase, type ReporterKind } from '@desk/shared/lost-device/lost-device'
import { EXPIRES_MS, locksAtOnce, REPORTS_PER_DAY } from '@desk/shared/lost-device/lost-device-rules'
import type { ReportAnswer, ReportBody } from '@desk/shared/lost-device/lost-device-schemas'
import type { Tx } from '../../../db/database.ts'
import { isUniqueViolation } from '../../../db/errors.ts'
import { InvalidInputError, KeyReusedError } from '../../../kernel/app-error.ts'
import { LostRefusedError } from '../lost-device-errors.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { holdRoles, type MemberRow } from '../../../access/actor-queries.ts'
import type { CaseDeps, CaseStepDeps } from '../cases/case-deps.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { departmentPath, requirePerson } from '../../requests/approvers/people-queries.ts'
import { findLockRefusal } from './lock-refusal.ts'
import { type CaseRow, insertCase, lockOpenCase, requireCase } from '../cases/case-queries.ts'
import { isGuardianOf } from '../cases/guardian-queries.ts'
import { joinCase } from './join-case.ts'
import { DEVICES_TOPIC, EXPIRE_TOPIC } from '../cases/lost-topics.ts'
import { requestLock } from '../lock/request-lock.ts'
import { enqueueEffect, scheduleEscalationStep } from '../cases/enqueue-case-jobs.ts'
import { findSubject } from '../cases/member-views.ts'
import { recordCase } from '../cases/record-case.ts'
import { countReportsSince, findByReportKey, hasReported } from '../cases/report-queries.ts'
import { supersedeCase } from './supersede-case.ts'
import { createCaseViewToken } from '../cases/case-view-token-queries.ts'

/** What was last seen tomorrow was not seen. Clocks of phones differ by a little. */
export const AHEAD_MS = 5 * 60_000

export type Report = ReportBody & { idempotencyKey: string }
export type Reported = { answer: ReportAnswer; token: string; isNew: boolean }

/**
 * Whoever may lock at once does, with this very transaction; anybody else's report waits for a second person. What a
 * colleague is answered, and how long it takes, is the same whether or not there is such a person.
 */
export async function reportLost(deps: CaseDeps, actor: MemberActor, report: Report): Promise<Reported> {
  const reported = await reportOnce(deps, actor, report).catch((error: unknown) => {
    // Two reporters at once: the other one's case is there by now, so this one joins it.
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
    const bodyHash = hashOf(report)
    // Locked first: two reports of one person take turns, and the second sees the first.
    const { userid } = await requirePerson(tx, actor.userid, true)
    const earlier = await findByReportKey(tx, userid, idempotencyKey)
    if (earlier && earlier.bodyHash !== bodyHash) throw new KeyReusedError()
    const row = earlier
      ? await requireCase(tx, earlier.id)
      : await createOrJoin({ ...deps, db: tx }, await asHeldNow(deps, tx, actor, userid), report, bodyHash)
    const token = await createCaseViewToken(tx, deps, row.id, userid)
    return { answer: { id: row.id }, token, isNew: earlier === null }
  })

/** Who may lock at once does so by a role that is held until it is done. The account itself was looked at with its row. */
const asHeldNow = async (deps: DayDeps, tx: Tx, actor: MemberActor, userid: string): Promise<MemberActor> => ({
  kind: 'member',
  userid,
  ...(await holdRoles({ ...deps, db: tx }, actor)),
})

/** What the same key must say again. */
export const hashOf = ({ idempotencyKey: _key, ...body }: Report): string => sha256(JSON.stringify(body))

type Scene = { subject: MemberRow | null; path: readonly number[]; kind: ReporterKind }
type TxDeps = CaseDeps & { db: Tx }

async function createOrJoin(deps: TxDeps, actor: MemberActor, report: Report, bodyHash: string): Promise<CaseRow> {
  const { db: tx } = deps
  const now = deps.clock.now()
  if (report.lastSeenAt !== null && Date.parse(report.lastSeenAt) > now.getTime() + AHEAD_MS)
    throw new InvalidInputError('Last seen in the future', [{ path: 'lastSeenAt', code: 'day.past' }])
  const scene = await sceneOf(tx, actor, report.subjectId)
  const { kind } = scene
  const isPlanned = report.why === 'planned'
  // A planned change locks nothing, so it is one's own affair, or that of whoever answers for it. A guardian only locks.
  if (isPlanned && (kind === 'colleague' || kind === 'guardian'))
    throw new InvalidInputError('Not yours', [{ path: 'why', code: 'why.other' }])
  const found = await lockOpenCase(tx, report.subjectId)
  const open = found && !isOverPhase(found.phase) ? found : null
  const isAnew = open !== null && !isPlanned && isGoneAgain(open, kind)
  const isKnown = open !== null && (await hasReported(tx, open, actor.userid))
  // Nobody needs to be kept from locking himself.
  if (kind !== 'owner' && (isAnew || !isKnown)) await brake(tx, actor, now)
  if (locksAtOnce(kind) && !isPlanned) {
    const refusal = await findLockRefusal(deps, report.subjectId, actor.userid)
    if (refusal) throw new LostRefusedError(refusal)
  }
  if (open && !isAnew) {
    const said = { key: sha256(report.idempotencyKey), body: bodyHash }
    return joinCase(deps, open, { actor, kind, isPlanned, isKnown, said })
  }
  if (open) await supersedeCase(deps, open, actor)
  return create(deps, tx, actor, report, { ...scene, bodyHash })
}

/**
 * The account works again, or is about to: that the phone is gone is news, and not a word more about the old case. While
 * it is being unlocked only somebody who may lock stops that.
 */
const isGoneAgain = ({ phase }: CaseRow, kind: ReporterKind): boolean =>
  advanceLost(phase, 'supersede') !== null && (phase === 'aftercare' || locksAtOnce(kind))

/** As many questions, whoever is asked about. */
async function sceneOf(tx: Tx, actor: MemberActor, subjectId: string): Promise<Scene> {
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

/** Whoever answers for all of it may have to lock many in a day; everybody else twice. */
async function brake(tx: Tx, actor: MemberActor, now: Date): Promise<void> {
  const count = await countReportsSince(tx, actor.userid, new Date(now.getTime() - DAY_MS))
  if (count >= REPORTS_PER_DAY && !holdsRole(actor, 'ops')) throw new LostRefusedError('daily_limit')
}

async function create(
  deps: CaseStepDeps,
  tx: Tx,
  actor: MemberActor,
  { label, idempotencyKey, subjectId, why, lastSeenAt, note }: Report,
  { subject, path, kind, bodyHash }: Scene & { bodyHash: string },
): Promise<CaseRow> {
  const now = deps.clock.now()
  const isPlanned = why === 'planned'
  const phase = isPlanned ? 'aftercare' : locksAtOnce(kind) ? 'locking' : 'urgent_review'
  const row = await insertCase(tx, {
    id: deps.ids.next('request'),
    no: deps.ids.requestNo(),
    payload: { subjectId: subject?.userid ?? subjectId, why, lastSeenAt, note },
    departmentPath: path,
    idempotencyKey,
    bodyHash,
    label,
    reporterId: actor.userid,
    reporterKind: kind,
    phase,
    reportedAt: now,
  })
  await recordCase(deps, tx, row, 'lost_reported', { actor })
  if (isPlanned) {
    await enqueueEffect(deps, tx, DEVICES_TOPIC, row)
    return row
  }
  if (phase === 'locking') return requestLock(deps, tx, row, { actor, userid: actor.userid })
  await scheduleEscalationStep(tx, row, now)
  await enqueueEffect(deps, tx, EXPIRE_TOPIC, row, new Date(now.getTime() + EXPIRES_MS))
  return row
}
