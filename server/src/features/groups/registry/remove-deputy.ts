import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { Tx } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { type GroupMemberRow, type GroupRow, saveGroup } from '../model/group-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

const WORKER = 'system:groups.drift'

/** Returns whether no notice is needed about a deputy who was removed from the group: its owner decided it, or it is archived. */
export const isKnownToOwner = (
  { ownerId, state }: Pick<GroupRow, 'ownerId' | 'state'>,
  { removeBy }: Pick<GroupMemberRow, 'removeBy'>,
): boolean => state === 'archived' || (removeBy !== null && sameUserid(removeBy, ownerId))

/** Removes the deputy, and notifies the owner to appoint another. */
export async function removeDeputy(deps: NoticeDeps, tx: Tx, group: GroupRow): Promise<GroupRow> {
  const { deputyId } = group
  if (deputyId === null) return group
  const at = deps.clock.now()
  const saved = await saveGroup(tx, group, { deputyId: null })
  const people = await memberNames(tx, [deputyId])
  await recordAudit(tx, {
    at,
    actor: WORKER,
    action: 'group.deputy_gone',
    object: group.id,
    details: { deputy: deputyId },
  })
  // A group without an owner is offered: its next owner appoints the deputy.
  if (group.vacantSince !== null) return saved
  await enqueueGroupNotice(deps, tx, {
    event: 'group.deputy',
    text: 'group.deputy_gone',
    groupId: group.id,
    userid: group.ownerId,
    values: { name: group.name, deputy: people(deputyId).name },
    again: at.toISOString(),
  })
  return saved
}
