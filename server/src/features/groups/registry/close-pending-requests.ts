import type { Tx } from '../../../db/database.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import type { GroupRow } from '../model/group-queries.ts'
import { closeOffers } from '../model/ownership-offer-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'
import { closeJoinRequests } from '../model/join-request-queries.ts'

/** The group is used no more: nobody is asked to take it, and whoever asked to come in hears that it is over. */
export async function endWaiting(deps: NoticeDeps, tx: Tx, { id, name }: Pick<GroupRow, 'id' | 'name'>): Promise<void> {
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
