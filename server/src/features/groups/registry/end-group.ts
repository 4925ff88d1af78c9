import type { GroupId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { GroupStepDeps } from '../model/group-deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { closeJoinRequests } from '../model/join-request-queries.ts'
import { hasOpenOwnerReport } from '../model/open-card-queries.ts'
import { closeOffers } from '../model/ownership-offer-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'
import { deleteGrams, type GroupRow, lockGroup, saveGroup } from '../model/group-queries.ts'
import { syncGroupCards } from '../notices/sync-group-cards.ts'

const WORKER = 'system:groups.apply'
/** WeCom's code for a group that its owner dissolved. */
export const DISSOLVED = 49008

/** Ends a group that was dissolved in WeCom by its owner or not restored in time. */
export async function endGroup(
  deps: GroupStepDeps,
  tx: Tx,
  id: GroupId,
  why: 'dissolved' | 'not_restored',
): Promise<void> {
  const group = await lockGroup(tx, id)
  if (!group || group.state === 'gone') return
  const now = deps.clock.now()
  await saveGroup(tx, group, {
    state: 'gone',
    isApplying: false,
    trouble: why === 'dissolved' ? String(DISSOLVED) : null,
    reviewOpenedAt: null,
    // Somebody else answers the open reports of a group whose owner is gone.
    ...((await hasOpenOwnerReport(tx, id)) ? {} : { vacantSince: null }),
    nextOwnerId: null,
    lookedAt: now,
  })
  await deleteGrams(tx, id)
  await closePendingRequests(deps, tx, group)
  await recordAudit(tx, { at: now, actor: WORKER, action: `group.${why}`, object: id, details: {} })
  await syncGroupCards(deps, tx, id, WORKER)
}

/** Closes the open offers and join requests of a group that ends or is archived, and notifies the requesters. */
export async function closePendingRequests(
  deps: NoticeDeps,
  tx: Tx,
  { id, name }: Pick<GroupRow, 'id' | 'name'>,
): Promise<void> {
  const now = deps.clock.now()
  await closeOffers(tx, id, now)
  for (const userid of await closeJoinRequests(tx, id, now))
    await enqueueGroupNotice(deps, tx, {
      event: 'group.wish_answered',
      text: 'group.wish_over',
      groupId: id,
      userid,
      values: { name },
      again: now.toISOString(),
    })
}
