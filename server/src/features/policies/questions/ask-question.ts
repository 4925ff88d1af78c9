import type { MemberActor } from '@desk/shared/identity/actor'
import type { Id, PolicyId } from '@desk/shared/kernel/ids'
import type { QuestionBody } from '@desk/shared/policies/policy-schemas'
import type { Tx } from '../../../db/database.ts'
import { actorUnder } from '../../../access/current-actor.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { closeMailings } from '../reminders/close-mailings.ts'
import { markCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { NewerVersionError, PolicyNotFoundError } from '../document/policy-errors.ts'
import { findLivePolicy, type LivePolicy } from '../document/policy-queries.ts'
import { putException } from '../roster/person-queries.ts'
import {
  addMessage,
  findQuestion,
  firstOpenSince,
  insertQuestion,
  type QuestionRow,
  saveQuestion,
} from '../document/question-queries.ts'
import { findOnRoster, type RosterRow } from '../roster/roster-queries.ts'
import { notifyOfAnswer, notifyOfQuestion } from './notify-of-question.ts'

type QuestionDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'holidays' | 'emit'>

/** Opens a thread with the management department. Nobody signs with an open question, and its time does not run. */
export async function askQuestion(
  deps: QuestionDeps,
  actor: MemberActor,
  { id, versionId, clauseId, text }: QuestionBody & { id: PolicyId },
): Promise<void> {
  const policy = await findLivePolicy(deps.db, id)
  const row = policy && (await findOnRoster(deps, policy, actor.userid))
  if (!policy || !row) throw new PolicyNotFoundError()
  if (policy.versionId !== versionId) throw new NewerVersionError(policy.id, policy.label)
  await deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    const question = deps.ids.next('question')
    const { userid } = row
    await insertQuestion(tx, {
      id: question,
      policyId: policy.id,
      versionId,
      userid,
      clauseId,
      isOpen: true,
      askedAt: at,
    })
    await addMessage(tx, { questionId: question, by: userid, text, at })
    const details = { question, ...(clauseId === null ? {} : { clause: clauseId }) }
    await recordAudit(tx, { at, actor: userid, action: 'policy.questioned', object: id, details })
    await markCountsStale(tx, [row.departmentId], policy.id)
    await deps.emit(tx, 'workload.changed', { userids: [row.userid], at })
    await notifyOfQuestion(deps, tx, { policy, question, asker: row.name })
  })
}

/** `row` is null where the policy binds the asker no more. */
type Settling = { question: QuestionRow; policy: LivePolicy; row: RosterRow | null; by: string; at: Date }

/**
 * The asker's turn again, and theirs are the days that the answer took of those they were given; what another open question
 * takes is added when that is answered. Closing a question gives no days: nobody could move a due date by asking.
 */
async function settle(deps: Pick<Deps, 'clock'>, tx: Tx, { question, policy, row, by, at }: Settling): Promise<void> {
  if (!question.isOpen) return
  await closeMailings(deps, tx, { about: question.id, title: policy.titleZh, by, deed: 'answered' })
  await saveQuestion(tx, question.id, { isOpen: false })
  if (!row) return
  const since = await firstOpenSince(tx, policy.id, question.userid)
  const from = Math.max(question.askedAt.getTime(), policy.asksSince.getTime())
  const waited = Math.min(at.getTime(), since?.getTime() ?? Infinity) - from
  if (waited <= 0) return
  await putException(tx, {
    policyId: policy.id,
    userid: question.userid.toLowerCase(),
    dueAt: new Date(Math.max(row.dueAt.getTime(), from) + waited),
    dueVersionNo: policy.no,
    reason: '',
    by,
    at,
  })
}

/** Ends the question also of who is bound no more: he is told nothing, since there is nothing that he could open. */
export async function answerQuestion(
  deps: QuestionDeps,
  actor: MemberActor,
  { questionId, text }: { questionId: Id<'question'>; text: string },
): Promise<PolicyId> {
  return deps.db.transaction(async (tx) => {
    const question = await findQuestion(tx, questionId)
    const policy = question && (await findLivePolicy(tx, question.policyId))
    if (!question || !policy) throw new PolicyNotFoundError()
    await actorUnder(deps, tx, actor, 'ops')
    const row = await findOnRoster({ ...deps, db: tx }, policy, question.userid)
    const at = deps.clock.now()
    await addMessage(tx, { questionId, by: actor.userid, text, at })
    await settle(deps, tx, { question, policy, row, by: actor.userid, at })
    const details = { question: questionId }
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.answered', object: policy.id, details })
    if (!row) return policy.id
    await markCountsStale(tx, [row.departmentId], policy.id)
    await deps.emit(tx, 'workload.changed', { userids: [row.userid], at })
    await notifyOfAnswer(deps, tx, { policy, question: questionId, userid: row.userid })
    return policy.id
  })
}

/** The asker asks on, or says that it is settled: either way it is his own thread. */
export async function closeQuestion(
  deps: QuestionDeps,
  actor: MemberActor,
  { questionId }: { questionId: Id<'question'> },
): Promise<PolicyId> {
  return deps.db.transaction(async (tx) => {
    const question = await findQuestion(tx, questionId)
    const policy = question && (await findLivePolicy(tx, question.policyId))
    const row = question && policy && (await findOnRoster({ ...deps, db: tx }, policy, actor.userid))
    const isOwn = question?.userid.toLowerCase() === actor.userid.toLowerCase()
    if (!question || !policy || !row || !isOwn) throw new PolicyNotFoundError()
    const at = deps.clock.now()
    await closeMailings(deps, tx, { about: questionId, title: policy.titleZh, by: actor.userid, deed: 'closed' })
    await saveQuestion(tx, questionId, { isOpen: false })
    const details = { question: questionId }
    await recordAudit(tx, {
      at,
      actor: actor.userid,
      action: 'policy.question_closed',
      object: policy.id,
      details,
    })
    await markCountsStale(tx, [row.departmentId], policy.id)
    await deps.emit(tx, 'workload.changed', { userids: [row.userid], at })
    return policy.id
  })
}
