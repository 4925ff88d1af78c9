import type { AnswerBody, ConfirmationView, InPersonBody } from '@desk/shared/confirmations/confirmation-schemas'
import type { ConfirmationMethod, HiddenField } from '@desk/shared/confirmations/confirmation-states'
import { isOpenState } from '@desk/shared/confirmations/confirmation-states'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { CampaignId } from '@desk/shared/kernel/ids'
import { lockMember } from '../../../access/actor-queries.ts'
import { actorNow } from '../../../access/current-actor.ts'
import type { Tx } from '../../../db/database.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { notifyOfLeaver } from '../asking/notify-of-leaver.ts'
import { DataChangedError, NotOpenError } from '../confirmation-errors.ts'
import { type CampaignRow, isOpen, lockCampaignAgainstEnd, stateOf } from '../model/campaign-queries.ts'
import { findInCampaign, type PersonRow } from '../model/person-queries.ts'
import { changedFields, fieldHashesOf } from '../model/shown-data.ts'
import { isResponsibleFor, isSelf } from '../model/viewers.ts'
import { getConfirmation } from './get-confirmation.ts'
import { type AnswerDeps, writeAnswer } from './write-answer.ts'

type AnswerContext = { campaign: CampaignRow; person: PersonRow }

/**
 * Reads campaign and person for an answer. Locks the member, so that neither the directory nor another answer changes
 * what is confirmed before the commit.
 * @throws NotFoundError when the campaign has not started, or does not ask the person
 */
async function lockForAnswer(deps: AnswerDeps, tx: Tx, id: CampaignId, userid: string): Promise<AnswerContext> {
  const campaign = await lockCampaignAgainstEnd(tx, id)
  if (!campaign || campaign.startedAt === null) throw new NotFoundError()
  await lockMember(tx, userid)
  const person = await findInCampaign({ ...deps, db: tx }, campaign, userid)
  if (!person) throw new NotFoundError()
  return { campaign, person }
}

/** @throws DataChangedError when the hash is not that of the present data */
function requireSeen({ campaign, person }: AnswerContext, hash: string): void {
  if (hash === person.hash) return
  throw new DataChangedError(
    person.fieldHashes === null ? [] : changedFields(person.fieldHashes, fieldHashesOf(campaign, person)),
  )
}

/** `hiddenFields`: shown by the member's consent, which the caller has checked. */
type OwnAnswer = DistributiveOmit<AnswerBody, 'hidden'> & {
  id: CampaignId
  method?: Exclude<ConfirmationMethod, 'in_person'>
  hiddenFields?: readonly HiddenField[]
}
type DistributiveOmit<Union, Key extends string> = Union extends unknown ? Omit<Union, Key> : never

/** Stores the member's answer about exactly the values that they saw. A repeated answer adds nothing. */
export async function answerConfirmation(
  deps: AnswerDeps,
  actor: MemberActor,
  { id, method = 'page', hiddenFields = [], ...body }: OwnAnswer,
): Promise<ConfirmationView> {
  await deps.db.transaction(async (tx) => {
    const context = await lockForAnswer(deps, tx, id, actor.userid)
    await actorNow(deps, tx, actor)
    const { campaign, person } = context
    if (!isOpen(campaign) || person.state === 'excluded') throw new NotOpenError()
    requireSeen(context, body.hash)
    const wrongFields = body.answer === 'wrong' ? body.fields : []
    const newAnswer = { answer: body.answer, method, by: actor.userid, wrongFields, hiddenFields }
    const entry = await writeAnswer(deps, tx, campaign, person, newAnswer)
    if (entry) await recordAudit(tx, entry)
  })
  return getConfirmation(deps, actor, id)
}

/**
 * Stores what a department admin or HR states about a person: confirmed in person, which is possible after the last day,
 * or no longer working here, of which HR is notified.
 */
export async function answerInPerson(
  deps: AnswerDeps,
  actor: MemberActor,
  { id, userid, answer, hash }: InPersonBody & { id: CampaignId; userid: string },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const context = await lockForAnswer(deps, tx, id, userid)
    const { campaign, person } = context
    const current = await actorNow(deps, tx, actor)
    if (!(await isResponsibleFor(tx, current, person.departmentId))) throw new NotFoundError()
    const isRepeated = person.method === 'in_person' && person.answer === answer
    // People who were wrongly reported as having left, or who reported data as wrong that are right, are confirmed like others.
    const isDisproved = answer === 'ok' && (person.state === 'left' || person.state === 'wrong')
    const isPossible = isRepeated || isOpenState(person.state) || isDisproved
    // Confirming in person is possible only after the last day.
    const isAllowedNow = answer === 'left' || stateOf(deps, campaign) === 'late'
    if (!isOpen(campaign) || isSelf(actor, person.userid) || !isPossible || !isAllowedNow) throw new NotOpenError()
    requireSeen(context, hash)
    const newAnswer = { answer, method: 'in_person' as const, by: actor.userid, wrongFields: [] }
    const entry = await writeAnswer(deps, tx, campaign, person, newAnswer)
    if (entry) await recordAudit(tx, entry)
    if (entry && answer === 'left') await notifyOfLeaver(deps, tx, { campaign, person, by: actor.userid })
  })
}
