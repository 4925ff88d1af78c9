import type { MemberActor } from '@desk/shared/identity/actor'
import type { ClauseRef, FaqBody } from '@desk/shared/feedback/feedback-schemas'
import { gramsOf } from '@desk/shared/groups/similar-names'
import type { Id } from '@desk/shared/kernel/ids'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Tx } from '../../../db/database.ts'
import { nameKeysOf } from '../../../directory/name-search-keys.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { FeedbackChangedError } from '../feedback-errors.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { FeedbackDeps } from '../model/feedback-deps.ts'
import { type FeedbackId, putGrams } from '../model/feedback-queries.ts'
import { hasSameFaq, listCurrentClauses, putFaq, retireFaqRow } from './faq-queries.ts'

type NewFaq = {
  question: string
  answer: string
  clause: ClauseRef | null
  problemId: FeedbackId | null
  questionId?: Id<'question'> | null
  by: string
  at: Date
}

/**
 * Publishes an answer in the FAQ and returns its id. A problem or question has only one entry: a later answer replaces it.
 *
 * @throws FeedbackChangedError when no version in force has the clause
 */
export async function publishAnswer(
  deps: Pick<Deps, 'ids'>,
  tx: Tx,
  { question, answer, clause, problemId, questionId = null, by, at }: NewFaq,
): Promise<Id<'faq'>> {
  if (clause !== null) {
    const isCurrent = (await listCurrentClauses(tx)).some(
      ({ policyId, clauseId }) => policyId === clause.policyId && clauseId === clause.clauseId,
    )
    if (!isCurrent) throw new FeedbackChangedError('clause')
  }
  const { pinyin } = await nameKeysOf(question)
  const id = await putFaq(tx, {
    id: deps.ids.next('faq'),
    question,
    pinyin,
    answer,
    policyId: clause?.policyId ?? null,
    clauseId: clause?.clauseId ?? null,
    problemId,
    questionId,
    changedBy: by,
    changedAt: at,
    retiredAt: null,
  })
  await putGrams(tx, id, gramsOf({ topic: question, pinyin }))
  return id
}

/**
 * Adds an entry: a new one, or one from an answered question about a policy. A new one that exists already is not added, since
 * the call repeats an earlier one.
 */
export async function addFaq(
  deps: FeedbackDeps,
  caller: MemberActor,
  { question, answer, clause, sourceId }: FaqBody,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const actor = await actorWithRole(deps, tx, caller, 'compliance')
    const place = { policyId: clause?.policyId ?? null, clauseId: clause?.clauseId ?? null }
    if (sourceId === null && (await hasSameFaq(tx, { question, answer, ...place }))) return
    const at = deps.clock.now()
    const entry = { question, answer, clause, problemId: null, questionId: sourceId, by: actor.userid, at }
    const id = await publishAnswer(deps, tx, entry)
    const details = { ...(clause ?? {}), ...(sourceId === null ? {} : { question: sourceId }) }
    await recordAudit(tx, { at, actor: actor.userid, action: 'feedback.faq_published', object: id, details })
  })
}

/** Removes an entry from the FAQ. @throws NotFoundError when there is no such entry */
export async function retireFaq(deps: FeedbackDeps, caller: MemberActor, id: Id<'faq'>): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    const isRetired = await retireFaqRow(tx, id, caller.userid, at)
    const actor = await actorWithRole(deps, tx, caller, 'compliance')
    if (!isRetired) throw new NotFoundError()
    await putGrams(tx, id, [])
    await recordAudit(tx, { at, actor: actor.userid, action: 'feedback.faq_retired', object: id, details: {} })
  })
}
