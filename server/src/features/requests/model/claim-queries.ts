import type { RequestId } from '@desk/shared/kernel/ids'
import { and, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { requestClaims } from '../../../db/schema/index.ts'

/** Takes or renews a claim; changes nothing while another approver holds it. */
export async function putClaim(
  db: Database,
  claim: { requestId: RequestId; userid: string; until: Date },
  now: Date,
): Promise<void> {
  await db
    .insert(requestClaims)
    .values(claim)
    .onConflictDoUpdate({
      target: requestClaims.requestId,
      set: { userid: claim.userid, until: claim.until },
      setWhere: sql`${requestClaims.userid} = ${claim.userid} or ${requestClaims.until} <= ${now.toISOString()}::timestamptz`,
    })
}

export async function dropClaim(db: Database, requestId: RequestId, userid: string): Promise<void> {
  await db
    .delete(requestClaims)
    .where(and(eq(requestClaims.requestId, requestId), matchesUserid(requestClaims.userid, userid)))
}

/** Returns the userid of the approver who has each of these requests open now, by request id. */
export async function listClaims(
  db: Database,
  ids: readonly RequestId[],
  now: Date,
): Promise<ReadonlyMap<RequestId, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ requestId: requestClaims.requestId, userid: requestClaims.userid })
    .from(requestClaims)
    .where(and(inArray(requestClaims.requestId, [...ids]), gt(requestClaims.until, now)))
  return new Map(rows.map(({ requestId, userid }) => [requestId, userid]))
}
