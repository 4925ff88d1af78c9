import type { GroupId } from '@desk/shared/kernel/ids'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { findGroupRow, lockGroup, patchMembers, saveGroup } from '../../groups/model/group-queries.ts'
import { closeOffers } from '../../groups/model/ownership-offer-queries.ts'
import { enqueueApplying } from '../../groups/registry/change-group.ts'
import type { ClosingStepDeps } from './closing-deps.ts'
import { type ItemRow, patchItems } from './closing-queries.ts'
import { setSponsor } from './held-queries.ts'

/**
 * Lets the heir take over what they accepted. A group's owner is changed by the groups' own job, which reads it back:
 * the item is done when the registry shows the heir.
 */
export async function applyHandover(deps: ClosingStepDeps, tx: Tx, item: ItemRow): Promise<void> {
  if (item.state !== 'accepted' || item.heirId === null) return
  if (item.kind === 'group_owner') return changeOwner(deps, tx, item, item.heirId)
  if (item.kind === 'group_deputy') {
    const group = await lockGroup(tx, item.objectId as GroupId)
    if (group && group.state !== 'gone') await saveGroup(tx, group, { deputyId: item.heirId })
  }
  if (item.kind === 'partner_sponsor') await setSponsor(tx, item.objectId, item.heirId)
  await patchItems(tx, [item.id], { state: 'done' })
}

async function changeOwner(deps: ClosingStepDeps, tx: Tx, item: ItemRow, heir: string): Promise<void> {
  const group = await lockGroup(tx, item.objectId as GroupId)
  if (!group || group.state === 'gone' || sameUserid(group.ownerId, heir))
    return patchItems(tx, [item.id], { state: 'done' })
  const now = deps.clock.now()
  // One question about the ownership: whoever else was asked need not answer any more.
  await closeOffers(tx, group.id, now)
  await patchMembers(tx, group.id, [heir], { goneReason: null, goneAt: null, removeAt: null, removeBy: null })
  const saved = await saveGroup(tx, group, { nextOwnerId: heir, isApplying: true })
  await enqueueApplying(tx, saved, now)
}

/** Marks accepted groups as done whose owner is the heir by now. Returns the items that are still under way. */
export async function settleGroups(tx: Tx, items: readonly ItemRow[]): Promise<ItemRow[]> {
  const pending: ItemRow[] = []
  for (const item of items) {
    if (item.kind !== 'group_owner' || item.state !== 'accepted' || item.heirId === null) continue
    const group = await findGroupRow(tx, item.objectId as GroupId)
    if (!group || group.state === 'gone' || sameUserid(group.ownerId, item.heirId))
      await patchItems(tx, [item.id], { state: 'done' })
    else pending.push(item)
  }
  return pending
}
