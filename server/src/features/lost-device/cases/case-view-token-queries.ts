import type { RequestId } from '@desk/shared/kernel/ids'
import { CASE_VIEW_TOKEN_MS } from '@desk/shared/lost-device/lost-device-rules'
import { and, eq, gt, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { lostCases, caseViewTokens, members } from '../../../db/schema/index.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { isNotSuspended } from '../../../directory/suspension-queries.ts'
import { LEFT } from '../../../directory/member-drift.ts'

/** Creates a token that reads one case for a day and does nothing else. Only its hash is stored. */
export async function createCaseViewToken(
  tx: Tx,
  { ids, clock }: RecordDeps,
  requestId: RequestId,
  userid: string,
): Promise<string> {
  const token = ids.token()
  const until = new Date(clock.now().getTime() + CASE_VIEW_TOKEN_MS)
  await tx.insert(caseViewTokens).values({ tokenHash: sha256(token), requestId, userid, until })
  return token
}

/**
 * Returns the holder of this token for this case; null for another case or an expired token. No token is accepted after
 * its holder left, nor while the holder's own account is locked, because it may be on the lost phone. The case about
 * their own phone is the exception.
 */
export async function findCaseViewTokenHolder(
  db: Database,
  token: string,
  id: RequestId,
  now: Date,
): Promise<string | null> {
  const [row] = await withHolder(db, token, now, eq(caseViewTokens.requestId, id))
  return row?.userid ?? null
}

/** Returns the case in which the token's holder reported their own phone; null when there is none. */
export async function findOwnReportedCase(db: Database, token: string, now: Date): Promise<RequestId | null> {
  const [row] = await withHolder(db, token, now, isOwn)
  return row?.requestId ?? null
}

const isOwn = eq(sql`lower(${lostCases.subjectId})`, sql`lower(${caseViewTokens.userid})`)

const withHolder = (db: Database, token: string, now: Date, condition: SQL) =>
  db
    .select({ userid: caseViewTokens.userid, requestId: caseViewTokens.requestId })
    .from(caseViewTokens)
    .innerJoin(lostCases, eq(lostCases.requestId, caseViewTokens.requestId))
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${caseViewTokens.userid})`))
    .where(
      and(
        eq(caseViewTokens.tokenHash, sha256(token)),
        condition,
        gt(caseViewTokens.until, now),
        ne(members.status, LEFT),
        or(isOwn, isNotSuspended(caseViewTokens.userid)),
      ),
    )
