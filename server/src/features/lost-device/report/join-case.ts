import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { advanceLost, type ReporterKind } from '@desk/shared/lost-device/lost-device'
import { locksAtOnce } from '@desk/shared/lost-device/lost-device-rules'
import type { TimelineEntry } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import { findLockRefusal } from './lock-refusal.ts'
import { type CaseRow, isInCharge, saveCase } from '../cases/case-queries.ts'
import { repeatLock } from '../lock/repeat-lock.ts'
import { requestLock } from '../lock/request-lock.ts'
import { cancelEscalation } from '../cases/enqueue-case-jobs.ts'
import { findSubject } from '../cases/member-views.ts'
import { recordCase } from '../cases/record-case.ts'

type Joining = {
  actor: MemberActor
  kind: ReporterKind
  isPlanned: boolean
  isKnown: boolean
  /** Of the report, so that the same one is answered and not made again. */
  said: NonNullable<TimelineEntry['details']['report']>
}
type TxDeps = CaseDeps & { db: Tx }

/**
 * There is one open case a person. Whoever may lock turns a review into a lock, and a recovery back into one; a second
 * colleague turns a review into a lock, unless the person decides about others: then somebody has to look. Source: domain
 * I-6, reliability API6 F-a.
 */
export async function joinCase(deps: TxDeps, row: CaseRow, joining: Joining): Promise<CaseRow> {
  const { actor, kind, isPlanned, isKnown } = joining
  if (isPlanned) return row
  const joined = isKnown ? row : await noteJoiner(deps, row, joining)
  if (locksAtOnce(kind)) {
    if (joined.phase === 'urgent_review') return requestLock(deps, deps.db, joined, { actor, userid: actor.userid })
    if (joined.phase === 'reopened') return repeatLock(deps, deps.db, joined, actor)
    return doubtAgain(deps, joined, joining)
  }
  // The same person twice is one.
  if (isKnown || joined.phase !== 'urgent_review') return joined
  const isSomebody = (await findSubject(deps.db, joined.subjectId)) !== null
  const needsALook = await isInCharge(deps, joined.subjectId)
  const refusal = await findLockRefusal(deps, joined.subjectId, actor.userid)
  if (!isSomebody || needsALook || refusal) return joined
  return requestLock(deps, deps.db, joined, { actor, userid: null })
}

async function noteJoiner(deps: TxDeps, row: CaseRow, { actor, said }: Joining): Promise<CaseRow> {
  const isFirst = sameUserid(row.reporterId, actor.userid)
  const secondReporterId = row.secondReporterId ?? (isFirst ? null : actor.userid)
  const joined = await saveCase(deps.db, row, { secondReporterId }, deps.clock.now())
  await recordCase(deps, deps.db, joined, 'lost_joined', { actor, report: said })
  return joined
}

/** Somebody said that it is he, and now it is gone again: the lock stays, and who he is is asked anew. */
async function doubtAgain(deps: TxDeps, row: CaseRow, { actor, said }: Joining): Promise<CaseRow> {
  const phase = advanceLost(row.phase, 'doubt')
  if (!phase) return row
  const forgotten = { recoveryAt: null, identityAt: null, identityBy: null }
  const saved = await saveCase(deps.db, row, { phase, ...forgotten }, deps.clock.now())
  await recordCase(deps, deps.db, saved, 'identity_doubted', { actor, cause: 'lost_again', report: said })
  await cancelEscalation(deps.db, row.id)
  return saved
}
