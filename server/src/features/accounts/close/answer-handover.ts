import { isHandingOver } from '@desk/shared/accounts/close/closing-flow'
import { mayReadClosing } from '@desk/shared/accounts/close/closing-rules'
import type { ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type ClosingId, type GroupId, type HandoverId, sameUserid } from '@desk/shared/kernel/ids'
import { actorNow } from '../../../access/current-actor.ts'
import { offerIfVacant } from '../../groups/ownership/offer-ownership.ts'
import { applyHandover } from './apply-handover.ts'
import { settlePhase } from './change-closing.ts'
import type { ClosingDeps } from './closing-deps.ts'
import { ClosingRefusedError } from './closing-errors.ts'
import { adminsFor, hrFor, notifyOfClosing, opsFor } from './closing-notices.ts'
import { factsOf, listItems, lockClosing, patchItems } from './closing-queries.ts'
import { getClosing } from './get-closing.ts'
import { answerText, closeOffer, listOffered } from './handover-offers.ts'
import { moveClosing } from './record-closing.ts'

type Answer = { id: ClosingId; accept: boolean; items?: readonly HandoverId[] | undefined }

/**
 * Accepts or declines what is offered to the caller; `items`: what they saw, which is answered whole or not at all. A
 * declined item is reported to HR, and to the department's admins or, without one, to the management department; they
 * name another heir. Meanwhile a group whose owner is gone is offered to its members.
 *
 * @throws ClosingRefusedError `nothing_offered` when somebody else was named meanwhile, `changed_meanwhile` when more or
 * less is offered than they saw
 */
export async function answerHandover(
  deps: ClosingDeps,
  caller: MemberActor,
  { id, accept, items: seen }: Answer,
): Promise<ClosingView> {
  await deps.db.transaction(async (tx) => {
    const row = await lockClosing(tx, id)
    const actor = await actorNow(deps, tx, caller)
    if (!row) throw new ClosingRefusedError('not_found')
    const items = await listItems(tx, [id])
    if (!mayReadClosing(actor, factsOf(row, items))) throw new ClosingRefusedError('not_found')
    const offered = listOffered(items, actor.userid)
    const ids = offered.map((item) => item.id)
    if (offered.length === 0 || row.endedAt !== null) throw new ClosingRefusedError('nothing_offered')
    // The items offered to the caller changed since they looked.
    const isSeen =
      seen === undefined ||
      (ids.every((offeredId) => seen.includes(offeredId)) && seen.every((seenId) => ids.includes(seenId)))
    if (!isSeen) throw new ClosingRefusedError('changed_meanwhile')
    const answeredAt = deps.clock.now()
    await patchItems(tx, ids, { state: accept ? 'accepted' : 'declined', answeredAt })
    const details = { items: offered.length }
    const saved = await moveClosing(deps, tx, row, {}, accept ? 'accepted' : 'declined', { actor, details })
    await closeOffer(deps, tx, saved, offered, answerText(accept, offered.length))
    if (accept && isHandingOver(row.phase))
      for (const item of offered) await applyHandover(deps, tx, row, { ...item, state: 'accepted' })
    if (!accept) {
      for (const { kind, objectId } of offered)
        if (kind === 'group_owner') await offerIfVacant(deps, tx, objectId as GroupId)
      const admins = (await adminsFor(deps, tx, saved)).filter((userid) => !sameUserid(userid, actor.userid))
      const above = admins.length > 0 ? admins : await opsFor(deps, tx, saved)
      await notifyOfClosing(deps, tx, saved, 'closing.declined', [...above, ...(await hrFor(deps, tx, saved))], {
        count: String(offered.length),
        again: String(saved.version),
      })
    }
    await settlePhase(deps, tx, id)
  })
  deps.failPoints.hit('closing.committed')
  return getClosing(deps, caller, id)
}
