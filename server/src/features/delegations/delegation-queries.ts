import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { DelegationId } from '@desk/shared/kernel/ids'
import type { RequestType } from '@desk/shared/requests/types/index'
import { and, desc, eq, exists, gte, inArray, isNull, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import { union } from 'drizzle-orm/pg-core'
import type { Database, Tx } from '../../db/database.ts'
import { matchesUserid } from '../../db/matches-userid.ts'
import { delegations, departments, members, requestCandidates, requests, roleGrants } from '../../db/schema/index.ts'
import { isGrantActive } from '../../access/grant-conditions.ts'
import { ACTIVE } from '../../directory/member-drift.ts'

export type DelegationRow = typeof delegations.$inferSelect

export async function insertDelegation(tx: Tx, row: typeof delegations.$inferInsert): Promise<DelegationRow> {
  const [stored] = await tx.insert(delegations).values(row).returning()
  if (!stored) throw new Error('insert returned no row')
  return stored
}

/** Finds a delegation by this person, not revoked, that shares a day and a request type with the span. */
export async function findOverlapping(
  tx: Tx,
  principal: string,
  span: { startsOn: CalendarDay; endsOn: CalendarDay; kinds: readonly RequestType[] | null },
): Promise<DelegationRow | null> {
  const rows = await tx
    .select()
    .from(delegations)
    .where(
      and(
        matchesUserid(delegations.principal, principal),
        isNull(delegations.revokedAt),
        lte(delegations.startsOn, span.endsOn),
        gte(delegations.endsOn, span.startsOn),
      ),
    )
  const { kinds } = span
  return rows.find((row) => !row.kinds || !kinds || row.kinds.some((kind) => kinds.includes(kind))) ?? null
}

/** Lists delegations that this person gave or holds, except those over before `since`; the latest first. */
export function listDelegations(
  db: Database,
  side: 'principal' | 'delegate',
  userid: string,
  { since, limit }: { since: CalendarDay; limit: number },
): Promise<DelegationRow[]> {
  return db
    .select()
    .from(delegations)
    .where(and(matchesUserid(delegations[side], userid), gte(delegations.endsOn, since)))
    .orderBy(desc(delegations.endsOn), desc(delegations.id))
    .limit(limit)
}

/** Lists active admins of this person's departments and those above, and, if they hold `ops`, other holders of it. */
export async function listNearbyApprovers(
  db: Database,
  { userid, adminOf, isOps }: { userid: string; adminOf: readonly number[]; isOps: boolean },
  { day, limit }: { day: CalendarDay; limit: number },
): Promise<string[]> {
  const above = db
    .select({ id: sql<number>`unnest(${departments.path})` })
    .from(departments)
    .where(inArray(departments.id, [...adminOf]))
  const queryGrants = (condition: SQL | undefined) => db.select({ id: roleGrants.id }).from(roleGrants).where(condition)
  const near = union(
    queryGrants(and(isGrantActive(day), eq(roleGrants.role, 'dept_admin'), inArray(roleGrants.departmentId, above))),
    queryGrants(isOps ? and(isGrantActive(day), eq(roleGrants.role, 'ops')) : sql`false`),
  )
  const rows = await db
    .selectDistinct({ userid: members.userid })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(
      and(
        inArray(roleGrants.id, near),
        eq(members.status, ACTIVE),
        ne(sql`lower(${members.userid})`, userid.toLowerCase()),
      ),
    )
    .orderBy(members.userid)
    .limit(limit)
  return rows.map((row) => row.userid)
}

export async function lockDelegation(tx: Tx, id: DelegationId): Promise<DelegationRow | null> {
  const [row] = await tx.select().from(delegations).where(eq(delegations.id, id)).for('update')
  return row ?? null
}

export async function markDelegationRevoked(tx: Tx, id: DelegationId, by: string, at: Date): Promise<void> {
  await tx.update(delegations).set({ revokedAt: at, revokedBy: by }).where(eq(delegations.id, id))
}

/** Returns a delegation without a check of permissions: for jobs. */
export async function requireDelegation(db: Database, id: DelegationId): Promise<DelegationRow> {
  const [row] = await db.select().from(delegations).where(eq(delegations.id, id))
  if (!row) throw new Error(`Delegation ${id} does not exist`)
  return row
}

/** Lists the applicants whose requests wait for the delegator or for one of their delegates. */
export async function listWaitingApplicants(tx: Tx, { principal, kinds }: DelegationRow): Promise<string[]> {
  const person = principal.toLowerCase()
  const openApproval = tx
    .select({ id: requestCandidates.requestId })
    .from(requestCandidates)
    .where(
      and(
        eq(requestCandidates.requestId, requests.id),
        isNull(requestCandidates.closedAt),
        or(
          eq(sql`lower(${requestCandidates.userid})`, person),
          eq(sql`lower(${requestCandidates.onBehalfOf})`, person),
        ),
      ),
    )
  const rows = await tx
    .selectDistinct({ userid: requests.applicantId })
    .from(requests)
    .where(and(eq(requests.state, 'open'), kinds ? inArray(requests.kind, kinds) : undefined, exists(openApproval)))
  return rows.map(({ userid }) => userid)
}
