import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { nextCasePhase, type ReporterKind } from '@desk/shared/lost-device/lost-device'
import { locksAtOnce } from '@desk/shared/lost-device/lost-device-rules'
import type { TimelineEntry } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import { findLockRefusal } from './lock-refusal.ts'
import type { CaseRow } from '../cases/case-queries.ts'
import { holdsRoleOrLeads } from '../cases/people-queries.ts'
import { repeatLock, requestLock } from '../lock/request-lock.ts'
import { cancelEscalation } from '../cases/enqueue-case-jobs.ts'
import { findSubject } from '../cases/member-views.ts'
import { moveCase } from '../cases/record-case.ts'

type Joining = {
  actor: MemberActor
  kind: ReporterKind
  isPlanned: boolean
  /** Whether the actor reported this case before. */
  isKnown: boolean
  /** Hashes of the report: a repeated report gets the same response and is not stored again. */
  report: NonNullable<TimelineEntry['details']['report']>
}
type TxDeps = CaseDeps & { db: Tx }

/**
 * Adds a report to the open case; a person has at most one. A reporter who may lock immediately turns a review into a
 * lock, and a recovery back into one. A second colleague turns a review into a lock, unless the subject holds a role or
 * leads a department: then an approver has to review it. See attack F-a in docs/security.md.
 */
export async function joinCase(deps: TxDeps, row: CaseRow, joining: Joining): Promise<CaseRow> {
  const { actor, kind, isPlanned, isKnown } = joining
  if (isPlanned) return row
  const joined = isKnown ? row : await recordJoiner(deps, row, joining)
  if (locksAtOnce(kind)) {
    if (joined.phase === 'urgent_review') return requestLock(deps, deps.db, joined, { actor, userid: actor.userid })
    if (joined.phase === 'reopened') return repeatLock(deps, deps.db, joined, actor)
    return revokeIdentity(deps, joined, joining)
  }
  // A repeated report of one person counts once.
  if (isKnown || joined.phase !== 'urgent_review') return joined
  const exists = (await findSubject(deps.db, joined.subjectId)) !== null
  const needsReview = await holdsRoleOrLeads(deps, joined.subjectId)
  const refusal = await findLockRefusal(deps, joined.subjectId, actor.userid)
  if (!exists || needsReview || refusal) return joined
  return requestLock(deps, deps.db, joined, { actor, userid: null })
}

async function recordJoiner(deps: TxDeps, row: CaseRow, { actor, report }: Joining): Promise<CaseRow> {
  const isFirst = sameUserid(row.reporterId, actor.userid)
  const secondReporterId = row.secondReporterId ?? (isFirst ? null : actor.userid)
  return moveCase(deps, deps.db, row, { secondReporterId }, 'lost_joined', { actor, report })
}

/** Returns a case in recovery to its lock, since the phone is lost again: the identity has to be confirmed once more. */
async function revokeIdentity(deps: TxDeps, row: CaseRow, { actor, report }: Joining): Promise<CaseRow> {
  const phase = nextCasePhase(row.phase, 'doubt')
  if (!phase) return row
  const cleared = { recoveryAt: null, identityAt: null, identityBy: null }
  const details = { actor, cause: 'lost_again', report }
  const saved = await moveCase(deps, deps.db, row, { phase, ...cleared }, 'identity_doubted', details)
  await cancelEscalation(deps.db, row.id)
  return saved
}
