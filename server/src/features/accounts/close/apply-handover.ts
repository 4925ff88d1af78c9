import type { GroupId } from '@desk/shared/kernel/ids'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { findGroupRow, type GroupRow, lockGroup, patchMembers, saveGroup } from '../../groups/model/group-queries.ts'
import { removeDeputy } from '../../groups/registry/remove-deputy.ts'
import { closeOffers } from '../../groups/model/ownership-offer-queries.ts'
import { enqueueApplying } from '../../groups/registry/change-group.ts'
import type { ClosingStepDeps } from './closing-deps.ts'
import { type ClosingRow, type ItemRow, patchItems } from './closing-queries.ts'
import { changeSponsor } from './held-queries.ts'

/**
 * Lets the heir take over what they accepted, unless the leaver no longer holds it: then somebody else has it, by a later
 * decision. A group's owner is changed by the groups' own job, which reads it back: the item is done when the registry
 * shows another owner.
 */
export async function applyHandover(
  deps: ClosingStepDeps,
  tx: Tx,
  { subjectId }: Pick<ClosingRow, 'subjectId'>,
  item: ItemRow,
): Promise<void> {
  if (item.state !== 'accepted' || item.heirId === null) return
  const change = { from: subjectId, to: item.heirId }
  if (item.kind === 'group_owner') return changeOwner(deps, tx, item, change)
  const holder =
    item.kind === 'group_deputy'
      ? await changeDeputy(deps, tx, item.objectId as GroupId, change)
      : await changeSponsor(tx, item.objectId, change)
  await patchItems(tx, [item.id], { state: 'done', heirId: holder })
}

type Change = { from: string; to: string }

/** Returns the new deputy; null: nobody, since an owner cannot be the deputy and is asked to appoint one. */
async function changeDeputy(deps: ClosingStepDeps, tx: Tx, id: GroupId, { from, to }: Change): Promise<string | null> {
  const group = await lockGroup(tx, id)
  if (!group || group.state === 'gone' || (group.deputyId !== null && !sameUserid(group.deputyId, from)))
    return group?.deputyId ?? null
  if (sameUserid(group.ownerId, to)) return (await removeDeputy(deps, tx, group)).deputyId
  return (await saveGroup(tx, group, { deputyId: to })).deputyId
}

async function changeOwner(deps: ClosingStepDeps, tx: Tx, item: ItemRow, { from, to: heir }: Change): Promise<void> {
  const group = await lockGroup(tx, item.objectId as GroupId)
  if (!group || group.state === 'gone' || !sameUserid(group.ownerId, from)) return settleGroup(tx, item, group)
  // A member who accepted the group before the heir did gets it.
  if (group.nextOwnerId !== null && !sameUserid(group.nextOwnerId, heir)) return
  const now = deps.clock.now()
  // The ownership is decided: other members who were offered it need not answer any more.
  await closeOffers(tx, group.id, now)
  await patchMembers(tx, group.id, [heir], { goneReason: null, goneAt: null, removeAt: null, removeBy: null })
  const saved = await saveGroup(tx, group, { nextOwnerId: heir, isApplying: true })
  await enqueueApplying(tx, saved, now)
}

/** Marks accepted items as done if their groups have another owner now. Returns the items that are still in progress. */
export async function settleGroups(
  tx: Tx,
  { subjectId }: Pick<ClosingRow, 'subjectId'>,
  items: readonly ItemRow[],
): Promise<ItemRow[]> {
  const pending: ItemRow[] = []
  for (const item of items) {
    if (item.kind !== 'group_owner' || item.state !== 'accepted') continue
    const group = await findGroupRow(tx, item.objectId as GroupId)
    if (!group || group.state === 'gone' || !sameUserid(group.ownerId, subjectId)) await settleGroup(tx, item, group)
    else pending.push(item)
  }
  return pending
}

const settleGroup = (tx: Tx, { id }: ItemRow, group: GroupRow | null) =>
  patchItems(tx, [id], { state: 'done', ...(group && group.state !== 'gone' ? { heirId: group.ownerId } : {}) })
