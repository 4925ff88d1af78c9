import { type CampaignId, sameUserid } from '@desk/shared/kernel/ids'
import { findActiveActor } from '../../../access/find-active-actor.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import { type CardAction, freshCode, refusalOf } from '../../notifications/card-action.ts'
import { findNotice, saveNotice } from '../../notifications/notice-queries.ts'
import { replacePressedCard, enqueueChanged } from '../asking/asking-cards.ts'
import { HASH_LENGTH } from '../asking/asking-queries.ts'
import { parseConfirmKey } from '../asking/card-key.ts'
import { DataChangedError } from '../confirmation-errors.ts'
import { findCampaign } from '../model/campaign-queries.ts'
import { findInCampaign } from '../model/person-queries.ts'
import { changedFields, fieldHashesOf } from '../model/shown-data.ts'
import { answerConfirmation } from './answer-confirmation.ts'
import type { AnswerDeps } from './write-answer.ts'

/**
 * Handles the button 都对 with the use case of the page, for exactly the values of the card. If they have changed since,
 * nothing is confirmed, and a new card names what changed.
 */
export const confirmationCardActions = (deps: AnswerDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const action = job.payload as CardAction
    const seen = parseConfirmKey(action.key)
    const notice = await findNotice(deps.db, action.taskId)
    // A suspended account confirms nothing: a reported phone may be in the hands of somebody else.
    const actor = await findActiveActor(deps, action.userid)
    if (!seen || !notice || !actor || !sameUserid(notice.userid, action.userid)) return noWrites
    await checkpoint((tx) => saveNotice(tx, notice.taskId, freshCode(deps, action)))
    const id = (notice.objectId.split(':')[0] ?? '') as CampaignId
    const answer = { id, answer: 'ok', hash: seen.hash, method: 'card' } as const
    const refusal = await refusalOf(answerConfirmation(deps, actor, answer))
    return async (tx) => {
      await replacePressedCard(tx, notice.taskId, deps.clock.now())
      if (!(refusal instanceof DataChangedError)) return
      const campaign = await findCampaign(tx, id)
      const person = campaign && (await findInCampaign({ ...deps, db: tx }, campaign, actor.userid))
      if (!person) return
      const fields = changedFields(seen.fieldHashes, fieldHashesOf(campaign, person))
      // Once per card and state of the data, however often the old button is pressed.
      const objectId = `${id}:${person.hash.slice(0, HASH_LENGTH)}:${notice.taskId}`
      await enqueueChanged(deps, tx, { objectId, userid: actor.userid, fields })
    }
  },
})
