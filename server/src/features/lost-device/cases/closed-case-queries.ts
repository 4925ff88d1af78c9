import { and, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { textArray } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import { lostCases, requests } from '../../../db/schema/index.ts'

type Query = {
  /** Null: any case number. */
  no: string | null
  /** Null: anyone. */
  subjects: readonly string[] | null
  before: { endedAt: string; id: string } | null
  limit: number
}

/**
 * Returns the SQL condition that a case is about one of these people. Their cases are read first, so that the search does not
 * read all cases by time.
 */
const isAbout = (subjects: readonly string[]) =>
  sql`${lostCases.requestId} = any(array(select one.request_id from ${lostCases} one
    where lower(one.subject_id) = any(${textArray(subjects.map((userid) => userid.toLowerCase()))})))`

/** Lists closed cases, last closed first. */
export const listClosedCases = (db: Database, { no, subjects, before, limit }: Query) =>
  db
    .select({
      id: lostCases.requestId,
      no: requests.no,
      subjectId: lostCases.subjectId,
      phase: lostCases.phase,
      isFalse: lostCases.isFalse,
      reporterKind: lostCases.reporterKind,
      reportedAt: lostCases.reportedAt,
      endedAt: lostCases.endedAt,
    })
    .from(lostCases)
    .innerJoin(requests, eq(requests.id, lostCases.requestId))
    .where(
      and(
        isNotNull(lostCases.endedAt),
        no === null ? undefined : eq(requests.no, no),
        subjects === null ? undefined : isAbout(subjects),
        before === null
          ? undefined
          : sql`(${lostCases.endedAt}, ${lostCases.requestId}) < (${before.endedAt}::timestamptz, ${before.id})`,
      ),
    )
    .orderBy(desc(lostCases.endedAt), desc(lostCases.requestId))
    .limit(limit)
