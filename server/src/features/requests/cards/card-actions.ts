import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { AppError, ChangedMeanwhileError } from '../../../kernel/app-error.ts'
import type { CardAction } from '../../notifications/card-action.ts'
import { isAccountLocked } from '../../../directory/locked-account-queries.ts'
import { findMemberRow, rolesOf } from '../../../access/actor-queries.ts'
import type { JobHandler } from '../../../outbox/run-job.ts'
import { approvedHash } from './card-key.ts'
import { type CardRow, findCard, saveCard } from '../../notifications/card-queries.ts'
import { approveRequest } from '../commands/decide-request.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { closeCard, sendApprovalCard } from './request-notices.ts'
import { requireRequest } from '../model/request-queries.ts'

const ACTIVE = 1

/**
 * The button of a card is the button of the page: same rules, same use case. What it agrees to stands in its key; if the
 * request says something else now, nothing is decided and a new card shows it.
 */
export function cardActionHandler(deps: RequestDeps): JobHandler {
  return {
    async handle(job, checkpoint) {
      const press = job.payload as CardAction
      const card = await findCard(deps.db, press.taskId)
      const seenHash = approvedHash(press.key)
      const actor = await actorOf(deps, press.userid)
      if (!card || !actor || seenHash === null || !sameUserid(card.userid, press.userid)) return async () => {}
      await checkpoint((tx) => saveCard(tx, card.taskId, { responseCode: press.responseCode }))
      deps.failPoints.hit('press.code_kept')
      const order = { id: card.requestId, version: null, seenHash, key: `card-${card.taskId}` }
      const refusal = await approveRequest(deps, actor, order).then(
        () => null,
        (error: unknown) => {
          if (error instanceof AppError) return error
          throw error
        },
      )
      return (tx) => answer(deps, tx, card, refusal)
    },
  }
}

/** Somebody who was disabled, or has left, presses in vain; so does whoever holds a phone that was reported lost. */
async function actorOf(deps: ReadDeps, userid: string): Promise<MemberActor | null> {
  const member = await findMemberRow(deps.db, userid)
  if (member?.status !== ACTIVE || (await isAccountLocked(deps.db, member.userid))) return null
  return { kind: 'member', userid: member.userid, ...(await rolesOf(deps, member.userid)) }
}

async function answer(deps: NoticeDeps, tx: Tx, card: CardRow, refusal: AppError | null): Promise<void> {
  if (refusal instanceof ChangedMeanwhileError) {
    const request = await requireRequest(tx, card.requestId)
    const objectId = `${request.id}:${String(request.version)}`
    await sendApprovalCard(deps, tx, { event: 'request.changed', request, userid: card.userid, objectId })
  }
  await closeCard(deps, tx, card.taskId)
}
