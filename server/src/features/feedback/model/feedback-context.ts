import type { Delegator, MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import {
  type FeedbackCommand,
  type FeedbackEventType,
  type FeedbackFacts,
  maySeeFeedback,
  mayDoWithFeedback,
  mayPerformFeedback,
} from '@desk/shared/feedback/feedback-flow'
import { sameUserid } from '@desk/shared/kernel/ids'
import { actorNow } from '../../../access/current-actor.ts'
import type { Database, Tx } from '../../../db/database.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { FeedbackChangedError } from '../feedback-errors.ts'
import { ForbiddenError, NotFoundError } from '../../../kernel/app-error.ts'
import { findAsker } from './asker-queries.ts'
import type { FeedbackDeps } from './feedback-deps.ts'
import { addEvent, type FeedbackId, findProblem, lockProblem, type ProblemRow } from './feedback-queries.ts'
import { listHandlers } from './handler-queries.ts'

/** Returns the facts on which the actor's permissions depend. */
export async function factsFor(db: Database, actor: MemberActor, problem: ProblemRow): Promise<FeedbackFacts> {
  const { delegators = [] } = actor
  const handlers = delegators.length === 0 ? [] : await listHandlers(db, problem.id)
  const represented = handlers
    .filter(({ userid }) => sameUserid(userid, actor.userid))
    .flatMap(({ onBehalfOf }) =>
      delegators.filter((delegator) => onBehalfOf !== null && sameUserid(delegator.userid, onBehalfOf)),
    )
  return {
    state: problem.state,
    departments: problem.departments,
    hasForwarded: problem.forwardedBy !== null && sameUserid(problem.forwardedBy, actor.userid),
    isAsker: (await findAsker(db, problem.id, actor.userid)) !== null,
    delegatedAs: levelOf(represented),
  }
}

/** Returns the level at which the actor represents these absent handlers; null: they represent nobody. */
function levelOf(represented: readonly Delegator[]): FeedbackFacts['delegatedAs'] {
  if (represented.some((delegator) => holdsRole(delegator, 'ops'))) return 'ops'
  return represented.length > 0 ? 'department' : null
}

/**
 * Finds a problem that the actor may see. For a merged problem, returns the one that it was merged into.
 * @throws NotFoundError when there is none that they may see
 */
export async function findVisible(
  db: Database,
  actor: MemberActor,
  id: FeedbackId,
): Promise<{ problem: ProblemRow; facts: FeedbackFacts }> {
  const found = await findProblem(db, id)
  const problem = found?.mergedInto ? await findProblem(db, found.mergedInto) : found
  if (!problem) throw new NotFoundError()
  const facts = await factsFor(db, actor, problem)
  if (problem.state === 'incident' || !maySeeFeedback(actor, facts)) throw new NotFoundError()
  return { problem, facts }
}

/** A locked problem within the transaction of a command. `actor` has the roles that they hold now. */
export type FeedbackContext = { tx: Tx; problem: ProblemRow; facts: FeedbackFacts; actor: MemberActor; now: Date }

/**
 * Throws unless the actor sees the problem, may perform the command, and the state of the problem admits it.
 *
 * @throws NotFoundError when the actor does not see the problem
 * @throws ForbiddenError when the actor may not perform the command in any state
 * @throws FeedbackChangedError when the present state does not admit the command
 */
export function authorizeFeedback(actor: MemberActor, command: FeedbackCommand, facts: FeedbackFacts): void {
  if (facts.state === 'incident' || !maySeeFeedback(actor, facts)) throw new NotFoundError()
  if (!mayPerformFeedback(actor, command, facts)) throw new ForbiddenError(`feedback.${command}`)
  if (!mayDoWithFeedback(actor, command, facts)) throw new FeedbackChangedError('state')
}

/** The audit details of a command. `isRepeated`: it was executed before, and nothing is recorded. */
type Change = { details?: Record<string, unknown>; isRepeated?: boolean }

/**
 * Runs a command on a problem: locks it, checks permission, state and the version that was on screen (null: any version), and
 * runs `change` in the same transaction.
 */
export async function commandFeedback(
  deps: FeedbackDeps,
  caller: MemberActor,
  input: { id: FeedbackId; command: FeedbackCommand; version: number | null },
  change: (context: FeedbackContext) => Promise<Change | undefined>,
): Promise<void> {
  const { id, command, version } = input
  await deps.db.transaction(async (tx) => {
    const problem = await lockProblem(tx, id)
    const actor = await actorNow(deps, tx, caller)
    if (!problem) throw new NotFoundError()
    const facts = await factsFor(tx, actor, problem)
    authorizeFeedback(actor, command, facts)
    if (version !== null && version !== problem.version) throw new FeedbackChangedError('version')
    const now = deps.clock.now()
    const done = await change({ tx, problem, facts, actor, now })
    if (done?.isRepeated) return
    const details = done?.details ?? {}
    await recordAudit(tx, { at: now, actor: actor.userid, action: `feedback.${command}`, object: id, details })
  })
}

export const addTimelineEntry = (
  { tx, problem, actor, now }: Pick<FeedbackContext, 'tx' | 'problem' | 'now'> & { actor: { userid: string } | null },
  type: FeedbackEventType,
  text: string | null = null,
): Promise<void> => addEvent(tx, { problemId: problem.id, at: now, userid: actor?.userid ?? null, type, text })
