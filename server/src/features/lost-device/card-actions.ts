import { sameUserid } from '@desk/shared/kernel/ids'
import { type CardAction, freshCode, refusalOf } from '../notifications/card-action.ts'
import { findActiveActor } from '../../access/find-active-actor.ts'
import { type JobHandler, noWrites } from '../../outbox/run-job.ts'
import { findCard, saveCard } from '../notifications/card-queries.ts'
import type { CaseDeps } from './cases/case-deps.ts'
import { decideCase } from './recovery/decide-case.ts'
import { enqueueCaseNotice } from './cases/enqueue-case-jobs.ts'
import { answerCardAction } from './cases/update-cards.ts'

const KEY_PATTERN = /^lost:(lock|dismiss):([0-9a-f]{64})$/

/**
 * Handles the buttons of an urgent review card. Runs the same use case as the page, on exactly the content that the
 * card showed.
 */
export const lostCardActionHandler = (deps: CaseDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const action = job.payload as CardAction
    const [, decision, seenHash] = KEY_PATTERN.exec(action.key) ?? []
    const card = await findCard(deps.db, action.taskId)
    // A person whose own account is locked decides nothing.
    const actor = await findActiveActor(deps, action.userid)
    if (!card || !actor || !sameUserid(card.userid, action.userid)) return noWrites
    if (decision === undefined || seenHash === undefined) return noWrites
    await checkpoint((tx) => saveCard(tx, card.taskId, freshCode(deps, action)))
    const command = { id: card.requestId, version: null, seenHash, decision: decision as 'lock' | 'dismiss', note: '' }
    const refusal = await refusalOf(decideCase(deps, actor, command))
    return async (tx) => {
      await answerCardAction(tx, card.taskId, deps.clock.now())
      // The decision was refused: a new card is sent if the review is still open, and its page states the reason.
      if (refusal)
        await enqueueCaseNotice(deps, tx, { id: card.requestId }, 'device.urgent_review', [card.userid], card.taskId)
    }
  },
})
