import type { BatchView } from '@desk/shared/accounts/account-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { authorizeRole } from '../../../access/authorize.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { type BatchId, findBatch, listBatchRows } from '../model/opening-queries.ts'
import { toSummaries } from '../model/opening-view.ts'
import { planHash } from '../model/plan-hash.ts'
import { isOwnBatch } from './own-batch.ts'

/** Returns a batch of openings, for HR and the management department. @throws NotFoundError */
export async function getBatch({ db }: Pick<Deps, 'db'>, actor: MemberActor, id: BatchId): Promise<BatchView> {
  authorizeRole(actor, 'hr')
  const batch = await findBatch(db, id)
  if (!batch) throw new NotFoundError()
  const rows = await listBatchRows(db, id)
  const hash = planHash(rows)
  const waiting = rows.filter(({ state }) => state === 'review')
  const isOwn = waiting.length > 0 && isOwnBatch(batch, waiting, actor.userid)
  return {
    id,
    submittedBy: (await memberNames(db, [batch.submittedBy]))(batch.submittedBy),
    submittedAt: batch.submittedAt.toISOString(),
    planHash: hash,
    isOwn,
    mayDecide: hash !== null && !isOwn && holdsRole(actor, 'ops'),
    items: await toSummaries(db, rows),
  }
}
