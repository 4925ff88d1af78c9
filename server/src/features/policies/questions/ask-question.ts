import type { MemberActor } from '@desk/shared/identity/actor'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { type Id, type PolicyId, sameUserid } from '@desk/shared/kernel/ids'
import { daysBetween, lastInstantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import type { QuestionBody } from '@desk/shared/policies/policy-schemas'
import type { Tx } from '../../../db/database.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import { KeyReusedError } from '../../../kernel/app-error.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { closeMailings } from '../../notifications/close-mailings.ts'
import { markCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { NewerVersionError, OwnExceptionError, PolicyNotFoundError } from '../document/policy-errors.ts'
import { findActivePolicy, lockPolicyRow, type ActivePolicy } from '../document/policy-queries.ts'
import { upsertException } from '../roster/person-queries.ts'
import {
  addMessage,
  lockQuestion,
  findOldestOpenAt,
  findQuestionByKey,
  insertQuestion,
  listMessages,
  markClosed,
  type QuestionRow,
} from '../document/question-queries.ts'
import { findOnRoster, type RosterRow } from '../roster/roster-queries.ts'
import { notifyOfAnswer, notifyOfQuestion } from './notify-of-question.ts'

type QuestionDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'holidays' | 'emit'>

/**
 * Asks the management department a question. While it is open, the policy cannot be signed and is not overdue. A repeated
 * call of the same person with the same key has no effect.
 *
 * @throws KeyReusedError when the key comes with another question
 */
export async function askQuestion(
  deps: QuestionDeps,
  actor: MemberActor,
  {
    id,
    versionId,
    clauseId,
    text,
    idempotencyKey,
  }: QuestionBody & { id: PolicyId; idempotencyKey?: string | undefined },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    // A retirement either closes this question too, or is seen here.
    await lockPolicyRow(tx, id)
    const policy = await findActivePolicy(tx, id)
    const row = policy && (await findOnRoster({ ...deps, db: tx }, policy, actor.userid))
    if (!policy || !row) throw new PolicyNotFoundError()
    if (policy.versionId !== versionId) throw new NewerVersionError(policy.id, policy.label)
    const at = deps.clock.now()
    const question = deps.ids.next('question')
    const { userid } = row
    const questionRow = {
      id: question,
      policyId: policy.id,
      versionId,
      userid,
      clauseId,
      isOpen: true,
      askedAt: at,
      closedAt: null,
      idempotencyKey: idempotencyKey ?? null,
    }
    if (!(await insertQuestion(tx, questionRow))) return requireSame(tx, questionRow, text)
    await addMessage(tx, { questionId: question, by: userid, text, at })
    const details = { question, ...(clauseId === null ? {} : { clause: clauseId }) }
    await recordAudit(tx, { at, actor: userid, action: 'policy.questioned', object: id, details })
    await markCountsStale(tx, [row.departmentId], policy.id)
    await deps.emit(tx, 'workload.changed', { userids: [userid], at })
    await notifyOfQuestion(deps, tx, { policy, question, authorName: row.name })
  })
}

/** Requires that the key comes with the same question as before. @throws KeyReusedError */
async function requireSame(tx: Tx, questionRow: QuestionRow, text: string): Promise<void> {
  const earlier = await findQuestionByKey(tx, questionRow)
  const [first] = earlier ? await listMessages(tx, [earlier.id]) : []
  const isSame =
    earlier?.policyId === questionRow.policyId &&
    earlier.versionId === questionRow.versionId &&
    earlier.clauseId === questionRow.clauseId &&
    first?.text === text
  if (!isSame) throw new KeyReusedError()
}

/** `row` is null when the policy no longer binds the author. */
type AnsweredQuestion = { question: QuestionRow; policy: ActivePolicy; row: RosterRow | null; by: string; at: Date }

/**
 * Closes an answered question, and extends the author's due date by the midnights that the answer took: an answer on the
 * same day gives no time, so that asking cannot move a due date, nor does closing one's own question. The days of another open
 * question are added when that is answered.
 */
async function closeAnswered(
  deps: Pick<Deps, 'clock' | 'site'>,
  tx: Tx,
  { question, policy, row, by, at }: AnsweredQuestion,
): Promise<void> {
  if (!question.isOpen) return
  await closeMailings(deps, tx, { about: question.id, title: policy.titleZh, by, action: 'answered' })
  await markClosed(tx, question.id, at)
  if (!row) return
  const nextOpenAt = await findOldestOpenAt(tx, policy.id, question.userid)
  const from = Math.max(question.askedAt.getTime(), policy.requiredSince.getTime())
  const dayOf = (instant: number) => dayIn(deps.site.timeZone, new Date(instant))
  const until = Math.min(at.getTime(), nextOpenAt?.getTime() ?? Infinity)
  const days = daysBetween(dayOf(from), dayOf(until))
  if (days <= 0) return
  await upsertException(tx, {
    policyId: policy.id,
    userid: question.userid.toLowerCase(),
    dueAt: lastInstantOf(deps.site.timeZone, shiftDay(dayOf(Math.max(row.dueAt.getTime(), from)), days)),
    dueVersionNo: policy.no,
    reason: '',
    by,
    at,
  })
}

/**
 * Answers another person's question and closes it. An author whom the policy no longer binds is not notified: they could
 * not open it.
 *
 * @throws OwnExceptionError for one's own question, since its answer extends the due date
 */
export async function answerQuestion(
  deps: QuestionDeps,
  actor: MemberActor,
  { questionId, text }: { questionId: Id<'question'>; text: string },
): Promise<PolicyId> {
  return deps.db.transaction(async (tx) => {
    const question = await lockQuestion(tx, questionId)
    const policy = question && (await findActivePolicy(tx, question.policyId))
    if (!question || !policy) throw new PolicyNotFoundError()
    await actorWithRole(deps, tx, actor, 'compliance')
    if (sameUserid(question.userid, actor.userid)) throw new OwnExceptionError()
    const row = await findOnRoster({ ...deps, db: tx }, policy, question.userid)
    const at = deps.clock.now()
    await addMessage(tx, { questionId, by: actor.userid, text, at })
    await closeAnswered(deps, tx, { question, policy, row, by: actor.userid, at })
    const details = { question: questionId }
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.answered', object: policy.id, details })
    if (!row) return policy.id
    await markCountsStale(tx, [row.departmentId], policy.id)
    await deps.emit(tx, 'workload.changed', { userids: [row.userid], at })
    await notifyOfAnswer(deps, tx, { policy, question: questionId, userid: row.userid })
    return policy.id
  })
}

/** Closes the caller's own question without an answer. */
export async function closeQuestion(
  deps: QuestionDeps,
  actor: MemberActor,
  { questionId }: { questionId: Id<'question'> },
): Promise<PolicyId> {
  return deps.db.transaction(async (tx) => {
    const question = await lockQuestion(tx, questionId)
    const policy = question && (await findActivePolicy(tx, question.policyId))
    const row = question && policy && (await findOnRoster({ ...deps, db: tx }, policy, actor.userid))
    const isOwn = question && sameUserid(question.userid, actor.userid)
    if (!question || !policy || !row || !isOwn) throw new PolicyNotFoundError()
    const at = deps.clock.now()
    await closeMailings(deps, tx, { about: questionId, title: policy.titleZh, by: actor.userid, action: 'closed' })
    await markClosed(tx, questionId, at)
    const details = { question: questionId }
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.question_closed', object: policy.id, details })
    await markCountsStale(tx, [row.departmentId], policy.id)
    await deps.emit(tx, 'workload.changed', { userids: [row.userid], at })
    return policy.id
  })
}
