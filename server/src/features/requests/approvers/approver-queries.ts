import type { RequestId } from '@desk/shared/kernel/ids'
import { requestKindNames } from '@desk/shared/requests/types/index'
import { and, asc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { members, requestCandidates, requests, roleGrants } from '../../../db/schema/index.ts'
import type { Approver } from './resolve-approvers.ts'

export type ApproverRow = Approver & { askedAt: Date; closedAt: Date | null }

/** Lists the approvers of these requests, also of decided ones; released approvers are left out. */
export async function listApprovers(
  db: Database,
  ids: readonly RequestId[],
): Promise<(ApproverRow & { requestId: RequestId })[]> {
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

/** Adds approvers; one who was closed or released before is open again. */
export async function addApprovers(
  tx: Tx,
  requestId: RequestId,
  approvers: readonly Approver[],
  at: Date,
): Promise<void> {
  if (approvers.length === 0) return
  await tx
    .insert(requestCandidates)
    .values(approvers.map((one) => ({ requestId, ...one, askedAt: at })))
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

/** Releases approvers: they no longer decide. */
export async function releaseApprovers(
  tx: Tx,
  requestId: RequestId,
  userids: readonly string[],
  at: Date,
): Promise<void> {
  if (userids.length === 0) return
  await tx
    .update(requestCandidates)
    .set({ closedAt: sql`coalesce(${requestCandidates.closedAt}, ${at.toISOString()}::timestamptz)`, releasedAt: at })
    .where(and(eq(requestCandidates.requestId, requestId), inArray(requestCandidates.userid, [...userids])))
}

/** Closes the open approver rows of a request, so that it leaves every inbox. */
export async function closeApprovers(tx: Tx, id: RequestId, at: Date): Promise<void> {
  await tx
    .update(requestCandidates)
    .set({ closedAt: at })
    .where(and(eq(requestCandidates.requestId, id), isNull(requestCandidates.closedAt)))
}

/**
 * Lists requests that a change of this person may concern: those they approve, or a delegate approves for them; their
 * own; open ones of departments that they administer; for a company-wide role, those without an approver from a
 * department.
 */
export async function listConcerned(
  db: Database,
  userid: string,
  page: { after: string; limit: number },
): Promise<RequestId[]> {
  const person = userid.toLowerCase()
  const activeGrants = sql`select department_id, role from ${roleGrants} where lower(userid) = ${person} and ended_at is null`
  const openRequestIds = (column: SQL) => sql`select request_id from ${requestCandidates}
    where lower(${column}) = ${person} and closed_at is null`
  // Each part uses its own index; open requests of a department are read only when the person holds a role.
  const concerned = sql`
    ${openRequestIds(sql`userid`)} union ${openRequestIds(sql`on_behalf_of`)} union
    select id from ${requests} where state = 'open' and lower(applicant_id) = ${person} union
    select r.id from (${activeGrants}) as own cross join lateral (
      select id from ${requests} as r where state = 'open' and (
        own.department_id = any(r.department_path)
        or own.role in ('ops', 'ops_lead') and not exists (
          select 1 from ${requestCandidates} as c
          where c.request_id = r.id and c.closed_at is null and c.because in ('admin', 'deputy', 'parent')))) as r
    union
    select id from ${requests}
    where applicant_id in (select userid from ${members} where lower(userid) = ${person})
      and state in ('returned', 'decided')`
  const rows = await db
    .select({ id: requests.id })
    .from(requests)
    .where(
      and(
        inArray(requests.kind, requestKindNames),
        sql`${requests.id} in (${concerned}) and ${requests.id} > ${page.after}`,
      ),
    )
    .orderBy(asc(requests.id))
    .limit(page.limit)
  return rows.map(({ id }) => id)
}
