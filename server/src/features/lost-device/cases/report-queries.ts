import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { and, eq, gte, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { lostCases, requestEvents, requests, sessions } from '../../../db/schema/index.ts'
import { sha256 } from '../../../kernel/hash.ts'
import type { CaseRow } from './case-queries.ts'

type EarlierReport = { id: RequestId; bodyHash: string; at: Date }

/** Returns the report that this person sent with this key: a case that they opened or an open case that they joined. */
export async function findByReportKey(db: Database, userid: string, key: string): Promise<EarlierReport | null> {
  const [openedReport] = await db
    .select({ id: requests.id, bodyHash: requests.bodyHash, at: requests.createdAt })
    .from(requests)
    .where(and(eq(requests.applicantId, userid), eq(requests.idempotencyKey, key)))
  if (openedReport) return openedReport
  const report = (field: 'key' | 'body') =>
    sql<string>`${requestEvents.details} -> 'report' ->> ${sql.raw(`'${field}'`)}`
  const [joinedAs] = await db
    .select({ id: requestEvents.requestId, bodyHash: report('body'), at: requestEvents.at })
    .from(requestEvents)
    .where(and(eq(requestEvents.actorId, userid), eq(report('key'), sha256(key))))
  return joinedAs ?? null
}

/** Returns whose session this was, if it ended at or after an instant; null otherwise. */
export async function findSessionEnded(db: Database, sessionHash: string, since: Date): Promise<string | null> {
  const [row] = await db
    .select({ userid: sessions.userid })
    .from(sessions)
    .where(and(eq(sessions.tokenHash, sessionHash), gte(sessions.endedAt, since)))
  return row?.userid ?? null
}

/** Counts the cases that the person opened or joined: each is a report that someone's phone is lost. */
export async function countReportsSince(db: Database, userid: string, since: Date): Promise<number> {
  const openedCount = await db.$count(
    lostCases,
    and(matchesUserid(lostCases.reporterId, userid), gte(lostCases.reportedAt, since)),
  )
  return openedCount + (await db.$count(requestEvents, and(isJoiner(userid), gte(requestEvents.at, since))))
}

const isJoiner = (userid: string) => and(eq(requestEvents.actorId, userid), eq(requestEvents.type, 'lost_joined'))

/** Returns whether the person reported this case, as the first or as a later reporter. */
export async function hasReported(db: Database, { id, reporterId }: CaseRow, userid: string): Promise<boolean> {
  if (sameUserid(reporterId, userid)) return true
  return (await db.$count(requestEvents, and(isJoiner(userid), eq(requestEvents.requestId, id)))) > 0
}
