import type { Tx } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { holdersFor } from '../../requests/approvers/people-queries.ts'
import type { GroupStepDeps } from '../model/group-deps.ts'
import type { GroupRow } from '../model/group-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

/** Sends the card of an escalation step of the open review: 1 to the department's admins, 2 to the management department. */
export async function notifyLateReview(deps: GroupStepDeps, tx: Tx, group: GroupRow, step: number): Promise<void> {
  if (group.reviewOpenedAt === null) return
  const { admins, ops } = await holdersFor({ ...deps, db: tx }, group.departmentPath)
  const people = await memberNames(tx, [group.ownerId])
  for (const userid of new Set((step === 1 ? admins : ops).map((holder) => holder.userid)))
    await enqueueGroupNotice(deps, tx, {
      event: 'group.review_late',
      text: group.vacantSince === null ? 'group.review_late' : 'group.review_ownerless',
      groupId: group.id,
      userid,
      values: { name: group.name, owner: people(group.ownerId).name },
      again: `${group.reviewOpenedAt.toISOString()}:${String(step)}`,
    })
}
