import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../db/database.ts'
import type { AppError } from '../../kernel/app-error.ts'
import { ChangedMeanwhileError } from './request-errors.ts'
import { type CardAction, freshCode, refusalOf } from '../notifications/card-action.ts'
import { findActiveActor } from '../../access/find-active-actor.ts'
import { type JobHandler, noWrites } from '../../outbox/run-job.ts'
import { approvedHash } from './cards/card-key.ts'
import { type CardRow, findCard, saveCard } from '../notifications/card-queries.ts'
import { approveRequest } from './commands/decide-request.ts'
import type { RequestDeps } from './model/request-deps.ts'
import type { NoticeDeps } from '../notifications/notice-deps.ts'
import { closeCard, sendApprovalCard } from './cards/request-notices.ts'
import { listEvents, requireRequest } from './model/request-queries.ts'

/**
 * Handles the approve button of a card by the use case of the page. Its key names what is approved; if the request has
 * changed since, nothing is decided and a new card shows the change.
 */
export function cardActionHandler(deps: RequestDeps): JobHandler {
  return {
    async handle(job, checkpoint) {
      const action = job.payload as CardAction
      const card = await findCard(deps.db, action.taskId)
      const seenHash = approvedHash(action.key)
      const actor = await findActiveActor(deps, action.userid)
      if (!card || !actor || seenHash === null || !sameUserid(card.userid, action.userid)) return noWrites
      await checkpoint((tx) => saveCard(tx, card.taskId, freshCode(deps, action)))
      deps.failPoints.hit('card_action.code_kept')
      if (await hasDecidedSince(deps, card)) return (tx) => closeCard(deps, tx, card.taskId)
      const command = { id: card.requestId, version: null, seenHash, key: `card-${card.taskId}` }
      const refusal = await refusalOf(approveRequest(deps, actor, command))
      return (tx) => answer(deps, tx, card, refusal)
    },
  }
}

/**
 * Returns whether the recipient has decided since the card was sent: a repeated job must not repeat a decision that was
 * undone, after which they got another card.
 */
async function hasDecidedSince({ db }: RequestDeps, { requestId, userid, sentAt }: CardRow): Promise<boolean> {
  if (sentAt === null) return false
  const events = await listEvents(db, requestId)
  return events.some(
    ({ type, actorId, at }) => type === 'decided' && actorId !== null && sameUserid(actorId, userid) && at >= sentAt,
  )
}

async function answer(deps: NoticeDeps, tx: Tx, card: CardRow, refusal: AppError | null): Promise<void> {
  if (refusal instanceof ChangedMeanwhileError) {
    const request = await requireRequest(tx, card.requestId)
    const objectId = `${request.id}:${String(request.version)}`
    await sendApprovalCard(deps, tx, { event: 'request.changed', request, userid: card.userid, objectId })
  }
  await closeCard(deps, tx, card.taskId)
}
