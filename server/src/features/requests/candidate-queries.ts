import type { RequestId } from '@desk/shared/kernel/ids'
import { requestKindNames } from '@desk/shared/requests/kinds/index'
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { union } from 'drizzle-orm/pg-core'
import type { Database, Tx } from '../../db/database.ts'
import { requestCandidates, requests } from '../../db/schema/index.ts'
import type { Asked } from './resolve-deciders.ts'

export type AskedRow = Asked & { askedAt: Date; closedAt: Date | null }

/** Who is asked about each of these requests, or was when it was decided; whoever was released is not among them. */
export async function listAsked(
  db: Database,
  ids: readonly RequestId[],
): Promise<(AskedRow & { requestId: RequestId })[]> {
  if (ids.length === 0) return []
  return db
    .select({
      requestId: requestCandidates.requestId,
      userid: requestCandidates.userid,
      because: requestCandidates.because,
      onBehalfOf: requestCandidates.onBehalfOf,
      askedAt: requestCandidates.askedAt,
      closedAt: requestCandidates.closedAt,
    })
    .from(requestCandidates)
    .where(and(inArray(requestCandidates.requestId, [...ids]), isNull(requestCandidates.releasedAt)))
    .orderBy(requestCandidates.userid)
}

/** Asks these people, whether or not they were asked before. */
export async function askThem(tx: Tx, requestId: RequestId, asked: readonly Asked[], at: Date): Promise<void> {
  if (asked.length === 0) return
  await tx
    .insert(requestCandidates)
    .values(asked.map((one) => ({ requestId, ...one, askedAt: at })))
    .onConflictDoUpdate({
      target: [requestCandidates.requestId, requestCandidates.userid],
      set: {
        askedAt: sql`excluded.asked_at`,
        because: sql`excluded.because`,
        onBehalfOf: sql`excluded.on_behalf_of`,
        closedAt: null,
        releasedAt: null,
      },
    })
}

/** These are no candidates any more. */
export async function releaseThem(tx: Tx, requestId: RequestId, userids: readonly string[], at: Date): Promise<void> {
  if (userids.length === 0) return
  await tx
    .update(requestCandidates)
    .set({ closedAt: sql`coalesce(${requestCandidates.closedAt}, ${at.toISOString()}::timestamptz)`, releasedAt: at })
    .where(and(eq(requestCandidates.requestId, requestId), inArray(requestCandidates.userid, [...userids])))
}

/** Nobody is asked any more: the rows leave every inbox. */
export async function closeCandidates(tx: Tx, id: RequestId, at: Date): Promise<void> {
  await tx
    .update(requestCandidates)
    .set({ closedAt: at })
    .where(and(eq(requestCandidates.requestId, id), isNull(requestCandidates.closedAt)))
}

/**
 * Open requests that a change about this person may concern: asked of him, in his place, or by him. Three ranges of three
 * indexes: with `or` between them every open request would be looked at.
 */
export async function listConcerned(
  db: Database,
  userid: string,
  page: { after: string; limit: number },
): Promise<RequestId[]> {
  const person = userid.toLowerCase()
  const asked = (column: typeof requestCandidates.userid | typeof requestCandidates.onBehalfOf) =>
    db
      .select({ id: requestCandidates.requestId })
      .from(requestCandidates)
      .where(and(eq(sql`lower(${column})`, person), isNull(requestCandidates.closedAt)))
  const own = db
    .select({ id: requests.id })
    .from(requests)
    .where(and(eq(requests.state, 'open'), eq(sql`lower(${requests.applicantId})`, person)))
  const concerned = union(asked(requestCandidates.userid), asked(requestCandidates.onBehalfOf), own)
  const rows = await db
    .select({ id: requests.id })
    .from(requests)
    .where(
      and(
        eq(requests.state, 'open'),
        inArray(requests.kind, requestKindNames),
        sql`${requests.id} > ${page.after}`,
        inArray(requests.id, concerned),
      ),
    )
    .orderBy(asc(requests.id))
    .limit(page.limit)
  return rows.map(({ id }) => id)
}
