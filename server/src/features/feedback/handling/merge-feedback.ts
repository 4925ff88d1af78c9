import type { MemberActor } from '@desk/shared/identity/actor'
import { acceptsMerges, handlesFeedback, isJudgeable } from '@desk/shared/feedback/feedback-flow'
import type { FeedbackView, MergeBody, MergePreview } from '@desk/shared/feedback/feedback-schemas'
import { actorNow } from '../../../access/current-actor.ts'
import type { Database } from '../../../db/database.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { getFeedback } from '../asking/get-feedback.ts'
import { FeedbackChangedError } from '../feedback-errors.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { countPeople, moveAskers } from '../model/asker-queries.ts'
import { authorizeFeedback, factsFor, addTimelineEntry } from '../model/feedback-context.ts'
import type { FeedbackDeps } from '../model/feedback-deps.ts'
import {
  type FeedbackId,
  listProblemsById,
  lockProblems,
  moveEarlierMerges,
  type ProblemRow,
  saveProblem,
} from '../model/feedback-queries.ts'
import { notifyAskers } from '../notices/answer-notices.ts'
import { assignHandlers } from '../assign-handlers.ts'

type Merge = { id: FeedbackId; sources: readonly FeedbackId[] }

/**
 * Returns the problems of a merge, if the actor may merge each of them into the target.
 *
 * @throws NotFoundError for a problem that they do not see, a target that they do not handle, or one that is also a source
 * @throws ForbiddenError for a source that they see but do not handle
 * @throws FeedbackChangedError when the state of the target or of a source does not admit a merge
 */
async function authorizeMerge(
  db: Database,
  actor: MemberActor,
  { id, sources }: Merge,
  rows: readonly ProblemRow[],
): Promise<{ target: ProblemRow; merged: ProblemRow[] }> {
  const target = rows.find((row) => row.id === id)
  const merged = rows.filter((row) => row.id !== id)
  if (!target || merged.length !== new Set(sources).size || sources.includes(id)) throw new NotFoundError()
  const facts = await factsFor(db, actor, target)
  // An asker may see the target but not merge.
  if (!handlesFeedback(actor, facts)) throw new NotFoundError()
  if (!acceptsMerges(target.state)) throw new FeedbackChangedError('merge')
  for (const source of merged) authorizeFeedback(actor, 'merge', await factsFor(db, actor, source))
  return { target, merged }
}

const briefOf = ({ id, title, people }: ProblemRow) => ({ id, title, people })

/** Returns the effect of a merge: how many different people the problem then has, and how many get an answer at once. */
export async function previewMerge(deps: Pick<Deps, 'db'>, actor: MemberActor, merge: Merge): Promise<MergePreview> {
  const rows = await listProblemsById(deps.db, [merge.id, ...merge.sources])
  const { target, merged } = await authorizeMerge(deps.db, actor, merge, rows)
  const people = await countPeople(deps.db, [target.id, ...merged.map(({ id }) => id)])
  return {
    target: briefOf(target),
    sources: merge.sources.flatMap((id) => merged.filter((row) => row.id === id).map(briefOf)),
    people,
    answeredAtOnce: isJudgeable(target.state) ? people - target.people : 0,
  }
}

/**
 * Merges problems into a target. Everybody who asked one of them becomes an asker of the target, and gets its answer if it has one.
 *
 * @throws FeedbackChangedError when the merge concerns a different number of people than the preview showed
 */
export async function mergeFeedback(
  deps: FeedbackDeps,
  caller: MemberActor,
  { askers, ...merge }: MergeBody & { id: FeedbackId },
): Promise<FeedbackView> {
  await deps.db.transaction(async (tx) => {
    const rows = await lockProblems(tx, [merge.id, ...merge.sources])
    const actor = await actorNow(deps, tx, caller)
    const { target, merged } = await authorizeMerge(tx, actor, merge, rows)
    const now = deps.clock.now()
    const ids = merged.map(({ id }) => id)
    await moveAskers(tx, ids, target.id)
    await moveEarlierMerges(tx, ids, target.id)
    const people = await countPeople(tx, [target.id])
    if (people !== askers) throw new FeedbackChangedError('version')
    const departments = [...new Set([...target.departments, ...merged.flatMap((source) => source.departments)])]
    const saved = await saveProblem(tx, target, {
      people,
      departments,
      // The askers of the merged problems have not confirmed the answer yet.
      ...(target.state === 'confirmed' ? { state: 'solved' as const } : {}),
    })
    for (const source of merged) {
      const mergedSource = await saveProblem(tx, source, {
        state: 'merged',
        mergedInto: target.id,
        takerId: null,
        dueAt: null,
        promisedOn: null,
      })
      await addTimelineEntry({ tx, problem: mergedSource, actor, now }, 'merged')
      await assignHandlers(deps, tx, mergedSource, actor.userid)
    }
    await addTimelineEntry({ tx, problem: saved, actor, now }, 'merged')
    const details = { sources: ids, people }
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'feedback.merge', object: target.id, details })
    if (isJudgeable(saved.state)) await notifyAskers(tx, saved, now)
  })
  return getFeedback(deps, caller, merge.id)
}
