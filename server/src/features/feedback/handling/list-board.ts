import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { type FeedbackState, mayDoWithFeedback, openFeedbackStates } from '@desk/shared/feedback/feedback-flow'
import type { FeedbackBoard, FeedbackBoardQuery, FeedbackListView } from '@desk/shared/feedback/feedback-schemas'
import { gramsOf } from '@desk/shared/groups/similar-names'
import { idSchema } from '@desk/shared/kernel/ids'
import { instantInput } from '@desk/shared/kernel/instant'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import * as z from 'zod/mini'
import { departmentNames } from '../../../directory/department-names.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { decodeCursor, cutPage } from '../../../kernel/list-cursor.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { type BoardScope, countBoard, describeAskers, listBoard, searchBoard } from '../model/board-queries.ts'
import type { ProblemRow } from '../model/feedback-queries.ts'
import { summaryOf } from '../model/feedback-summary.ts'
import { listWaitingFor, summarizeWaiting } from '../model/handler-queries.ts'

export const statesOf: Record<FeedbackListView, readonly FeedbackState[]> = {
  open: openFeedbackStates,
  mine: openFeedbackStates,
  answered: ['solved', 'known', 'confirmed'],
  declined: ['declined'],
}

const cursorSchema = z.tuple([instantInput, idSchema('feedback')])
/** Maximum number of departments that the board names per problem. */
const DEPARTMENTS_SHOWN = 3

/** Lists the problems that the actor handles: those of their departments, or of the company. */
export async function listFeedbackBoard(
  deps: ReadDeps,
  actor: MemberActor,
  { view = 'open', q, after }: FeedbackBoardQuery,
): Promise<FeedbackBoard> {
  const { db, clock } = deps
  const scope = await authorizeBoard(deps, actor, view)
  const before = decodeCursor(cursorSchema, after)
  const states = statesOf[view]
  const searched = q ? await searchProblems(deps, scope, states, q) : null
  const rows =
    searched?.rows ??
    (await listBoard(db, scope, states, {
      before: before && { at: new Date(before[0]), id: before[1] },
      limit: DESK_PAGE_SIZE + 1,
    }))
  const { shown, next } = cutPage(rows, DESK_PAGE_SIZE, ({ askedAt, id }) => [askedAt.toISOString(), id])
  const ids = shown.map(({ id }) => id)
  const now = clock.now()
  const [described, waiting, counts, people] = await Promise.all([
    describeAskers(db, ids, now),
    listWaitingFor(db, actor, ids),
    countBoard(db, scope.departments),
    memberNames(
      db,
      shown.flatMap(({ takerId }) => takerId ?? []),
    ),
  ])
  const names = await departmentNames(
    db,
    [...described.values()].flatMap(({ departmentIds }) => departmentIds.slice(0, DEPARTMENTS_SHOWN)),
  )
  return {
    items: shown.map((problem) => {
      const { weeks = [], departmentIds = [] } = described.get(problem.id) ?? {}
      const { state, departments } = problem
      const facts = { state, departments, isAsker: false, hasForwarded: false, delegatedAs: null }
      return {
        ...summaryOf(problem, people, { now, isMine: waiting.has(problem.id) }),
        departments: departmentIds.slice(0, DEPARTMENTS_SHOWN).flatMap((id) => names.get(id) ?? []),
        weeks,
        version: problem.version,
        mayMerge: mayDoWithFeedback(actor, 'merge', facts),
      }
    }),
    next,
    isCut: searched?.isCut ?? false,
    counts,
    isAnswerer: scope.departments === null,
  }
}

/**
 * Returns which problems the actor handles: those of the company, or those of their departments; in both cases also those that
 * they handle for an absent person.
 *
 * @throws NotFoundError for everybody else
 */
export async function authorizeBoard(
  { db }: Pick<ReadDeps, 'db'>,
  actor: MemberActor,
  view: FeedbackListView,
): Promise<BoardScope> {
  const isOps = holdsRole(actor, 'ops')
  const isHandler = isOps || actor.adminOf.length > 0 || (await summarizeWaiting(db, actor)).count > 0
  if (!isHandler) throw new NotFoundError()
  return { departments: isOps ? null : actor.adminOf, userid: actor.userid, isMine: view === 'mine' }
}

/** Returns one page of the problems of the scope that are similar to the text in spelling or sound, the most similar first. */
export async function searchProblems(
  { db }: Pick<ReadDeps, 'db'>,
  scope: BoardScope,
  states: readonly FeedbackState[],
  q: string,
): Promise<{ rows: ProblemRow[]; isCut: boolean }> {
  const grams = gramsOf({ topic: q, pinyin: q.replaceAll(' ', '') })
  return searchBoard(db, scope, states, { grams, limit: DESK_PAGE_SIZE })
}
