import type { MemberActor } from '@desk/shared/identity/actor'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { feedbackAskers, feedbackHandlers, feedbackProblems } from '../../../db/schema/index.ts'
import { awaitsVerdict } from './asker-queries.ts'
import type { FeedbackId } from './feedback-queries.ts'
import { summarizeWaiting } from './handler-queries.ts'

/** Returns the SQL condition that a person (userid in lower case) handles a problem, or may have an answer to judge. */
export const mayHaveFeedbackTask = (me: SQL): SQL => sql`(
  exists (select 1 from ${feedbackHandlers} as h where lower(h.userid) = ${me})
  or exists (select 1 from ${feedbackAskers} as a join ${feedbackProblems} as p on p.id = a.problem_id
    where lower(a.userid) = ${me} and p.state in ('solved', 'known') and a.verdict_round < p.round))`

type Waiting = { count: number; oldestAt: Date | null; first: FeedbackId | null }

/** Counts the problems that wait for the person as a handler and the answers that they may judge, and returns the oldest. */
export async function summarizeFeedbackTasks(
  db: Database,
  actor: Pick<MemberActor, 'userid'>,
  now: Date,
): Promise<Waiting> {
  const [toHandle, toJudge] = await Promise.all([summarizeWaiting(db, actor), summarizeAnswers(db, actor, now)])
  const [oldest = toHandle] = [toHandle, toJudge]
    .filter(({ oldestAt }) => oldestAt !== null)
    .sort((a, b) => (a.oldestAt?.getTime() ?? 0) - (b.oldestAt?.getTime() ?? 0))
  return { ...oldest, count: toHandle.count + toJudge.count }
}

async function summarizeAnswers(db: Database, { userid }: Pick<MemberActor, 'userid'>, now: Date): Promise<Waiting> {
  const [oldest] = await db
    .select({
      count: sql`count(*) over ()`.mapWith(Number),
      oldestAt: feedbackProblems.answeredAt,
      first: feedbackProblems.id,
    })
    .from(feedbackAskers)
    .innerJoin(feedbackProblems, eq(feedbackProblems.id, feedbackAskers.problemId))
    .where(and(matchesUserid(feedbackAskers.userid, userid), awaitsVerdict(sql`${now.toISOString()}::timestamptz`)))
    .groupBy(feedbackProblems.id)
    .orderBy(feedbackProblems.answeredAt, feedbackProblems.id)
    .limit(1)
  return oldest ?? { count: 0, oldestAt: null, first: null }
}
