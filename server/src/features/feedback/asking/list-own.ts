import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { OwnFeedback } from '@desk/shared/feedback/feedback-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { instantInput } from '@desk/shared/kernel/instant'
import { PAGE_SIZE, type PageQuery } from '@desk/shared/kernel/page'
import * as z from 'zod/mini'
import { memberNames } from '../../../directory/member-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { cutPage, decodeCursor } from '../../../kernel/list-cursor.ts'
import { listOwnProblems } from '../model/asker-queries.ts'
import { summaryOf } from '../model/feedback-summary.ts'
import { summarizeWaiting } from '../model/handler-queries.ts'

const cursorSchema = z.tuple([instantInput, idSchema('feedback')])

/** Lists the problems that the member asked or joined, newest first, and how many wait for them as a handler. */
export async function listOwnFeedback(
  { db, clock }: ReadDeps,
  actor: MemberActor,
  { after }: PageQuery,
): Promise<OwnFeedback> {
  const before = decodeCursor(cursorSchema, after)
  const rows = await listOwnProblems(db, actor.userid, {
    before: before && { at: new Date(before[0]), id: before[1] },
    limit: PAGE_SIZE + 1,
  })
  const { shown, next } = cutPage(rows, PAGE_SIZE, ({ asker }) => [asker.askedAt.toISOString(), asker.askedAs])
  const people = await memberNames(
    db,
    shown.flatMap(({ problem }) => problem.takerId ?? []),
  )
  const waiting = await summarizeWaiting(db, actor)
  const isHandler = actor.adminOf.length > 0 || holdsRole(actor, 'ops') || waiting.count > 0
  const now = clock.now()
  return {
    items: shown.map(({ problem, asker }) => {
      const isJudged = asker.verdict === 'solved' || asker.verdictRound >= problem.round
      const isMine = !isJudged && (problem.state === 'solved' || problem.state === 'known')
      return summaryOf(problem, people, { now, isMine })
    }),
    next,
    toHandle: isHandler ? waiting.count : null,
  }
}
