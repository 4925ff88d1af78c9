import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { ReporterKind } from '@desk/shared/requests/kinds/lost-device'
import { locksAtOnce } from '@desk/shared/requests/kinds/lost-device-rules'
import type { Tx } from '../../../db/database.ts'
import { findMemberRow } from '../../../kernel/members-queries.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { protectionOf } from './brakes.ts'
import { type CaseRow, holdsAnyRole, saveCase } from './case-queries.ts'
import { orderLock } from './order-lock.ts'
import { recordCase } from './record-case.ts'

type Joining = { actor: MemberActor; kind: ReporterKind; isPlanned: boolean }

/**
 * There is one open case a person. Whoever may lock turns a review into a lock; so does a second colleague, unless the
 * person decides about others: then somebody has to look. Source: domain I-6, reliability API6 F-a.
 */
export async function joinCase(deps: EngineDeps, tx: Tx, row: CaseRow, joining: Joining): Promise<CaseRow> {
  const { actor, kind, isPlanned } = joining
  if (sameUserid(row.reporterId, actor.userid) || isPlanned) return row
  const joined = await saveCase(tx, row, { secondReporterId: row.secondReporterId ?? actor.userid }, deps.clock.now())
  await recordCase(deps, tx, joined, 'lost_joined', { actor })
  if (joined.phase !== 'urgent_review') return joined
  if (locksAtOnce(kind)) return orderLock(deps, tx, joined, { actor, userid: actor.userid })
  const isSomebody = (await findMemberRow(tx, joined.subjectId)) !== null
  const needsALook = await holdsAnyRole({ ...deps, db: tx }, joined.subjectId)
  const refusal = await protectionOf({ ...deps, db: tx }, joined.subjectId, actor.userid)
  if (!isSomebody || needsALook || refusal) return joined
  return orderLock(deps, tx, joined, { actor, userid: null })
}
