import { roles } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { managedKinds } from '@desk/shared/requests/permissions'
import { requestKindNames } from '@desk/shared/requests/types/index'
import { and, asc, eq, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { members, requestCandidates, requestClaims, requests, roleGrants } from '../../../db/schema/index.ts'
import { epochMs } from './contact-queries.ts'
import type { Approver } from './resolve-approvers.ts'

/** `claimedUntil`: until when they have the request open; null: they do not. */
export type ApproverRow = Approver & { askedAt: Date; closedAt: Date | null; claimedUntil: Date | null }

export type StoredApprover = Approver & { askedMs: number; closedMs: number | null; claimedMs: number | null }

/**
 * Returns the SQL of the approvers of a row of `requests`, decided or not, without those released. It is a column of the
 * statement that selects the request, which saves a round trip. `approversFrom` reads the result.
 */
export const approversColumn = (): SQL<StoredApprover[]> => sql<StoredApprover[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('userid', asked.userid, 'because', asked.because,
    'onBehalfOf', asked.on_behalf_of, 'askedMs', ${epochMs(sql`asked.asked_at`)},
    'closedMs', ${epochMs(sql`asked.closed_at`)}, 'claimedMs', ${epochMs(sql`claim.until`)}) order by asked.userid), '[]')
  from ${requestCandidates} as asked
  left join ${requestClaims} as claim
    on claim.request_id = asked.request_id and lower(claim.userid) = lower(asked.userid)
  where asked.request_id = requests.id and asked.released_at is null)`

const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms))

export const approversFrom = (stored: readonly StoredApprover[]): ApproverRow[] =>
  stored.map(({ askedMs, closedMs, claimedMs, ...approver }) => ({
    ...approver,
    askedAt: new Date(askedMs),
    closedAt: dateOf(closedMs),
    claimedUntil: dateOf(claimedMs),
  }))

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
    .values(approvers.map((approver) => ({ requestId, ...approver, askedAt: at })))
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

/** Returns whether this person was an approver whom another one replaced. */
export const wasReleased = async (db: Database, id: RequestId, userid: string): Promise<boolean> =>
  (await db.$count(
    requestCandidates,
    and(
      eq(requestCandidates.requestId, id),
      matchesUserid(requestCandidates.userid, userid),
      isNotNull(requestCandidates.releasedAt),
    ),
  )) > 0

/** Closes the open approver rows of a request, so that it leaves every inbox. */
export async function closeApprovers(tx: Tx, id: RequestId, at: Date): Promise<void> {
  await tx
    .update(requestCandidates)
    .set({ closedAt: at })
    .where(and(eq(requestCandidates.requestId, id), isNull(requestCandidates.closedAt)))
}

/** The SQL condition that the role `own.role` approves requests of the type of `r` in the whole company. */
const approvesByRole = sql.join(
  roles.flatMap((role) => {
    const kinds = managedKinds({ roles: [role] }).map((kind) => sql`${kind}`)
    return kinds.length === 0 ? [] : [sql`own.role = ${role} and r.kind in (${sql.join(kinds, sql`, `)})`]
  }),
  sql` or `,
)

/**
 * Lists requests that a change of this person may concern: those they approve, or a delegate approves for them; those by or
 * about them; open ones of departments that they administer; for a company-wide role, those of the types that it approves without
 * an approver from a department.
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
    select id from ${requests} where state in ('open', 'returned', 'decided') and lower(subject_id) = ${person} union
    select r.id from (${activeGrants}) as own cross join lateral (
      select id from ${requests} as r where state = 'open' and (
        own.department_id = any(r.department_path)
        or (${approvesByRole}) and not exists (
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
