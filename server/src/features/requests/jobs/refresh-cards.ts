import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { Deps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { listAgedOpenCards } from '../cards/request-card-queries.ts'
import { sendApprovalCard } from '../cards/request-notices.ts'
import { lockRequest } from '../model/request-queries.ts'

/** A card's code works for 72 h (doc 90236); an approver whose card is older gets a new one. */
const AGED_MS = 72 * HOUR_MS
/** Number of cards that one run renews. */
const BATCH_SIZE = 500

/** Sends new cards to approvers whose card can no longer be replaced. Returns their number. */
export async function refreshCards(deps: NoticeDeps & Pick<Deps, 'db'>): Promise<number> {
  const sentBefore = new Date(deps.clock.now().getTime() - AGED_MS)
  const aged = await listAgedOpenCards(deps.db, sentBefore, BATCH_SIZE)
  let planned = 0
  for (const { requestId, userid, round } of aged)
    planned += await deps.db.transaction(async (tx) => {
      const request = await lockRequest(tx, requestId)
      if (request.state !== 'open') return 0
      const objectId = `${requestId}:${String(round)}`
      return Number(await sendApprovalCard(deps, tx, { event: 'request.asked_again', request, userid, objectId }))
    })
  return planned
}
