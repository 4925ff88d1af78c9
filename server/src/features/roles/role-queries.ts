import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { GrantRole } from '@desk/shared/roles/role-names'
import { and, asc, eq, inArray, isNull, lt, ne, not, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { textArray } from '../../db/json-parameters.ts'
import { matchesUserid } from '../../db/matches-userid.ts'
import { departments, members, roleGrants } from '../../db/schema/index.ts'
import { isGrantActive } from '../../access/grant-conditions.ts'
import { ACTIVE } from '../../directory/member-drift.ts'
import { whereHeld } from '../../directory/held-member-queries.ts'
import { isNotSuspended } from '../../directory/suspension-queries.ts'

export type Grant = typeof roleGrants.$inferSelect
export type GrantRow = Grant & { path: number[] | null }

const isNotOver = (day: CalendarDay) =>
  and(isNull(roleGrants.endedAt), sql`coalesce(${roleGrants.endsOn} >= ${day}::date, true)`)
/** A grant that ops must decide on: unconfirmed, or confirmed while the member no longer leads. */
const isProposal = sql`((${roleGrants.source} = 'leader' and ${roleGrants.confirmedAt} is null) or ${roleGrants.leadLostAt} is not null)`

// Without the members: a large company has thousands of department admins, and a page shows few of them.
const selectGrants = (db: Database, condition: SQL | undefined) =>
  db
    .select({ grant: roleGrants, path: departments.path })
    .from(roleGrants)
    .leftJoin(departments, eq(departments.id, roleGrants.departmentId))
    .where(condition)

type Joined = Awaited<ReturnType<typeof selectGrants>>[number]
const toGrantRow = ({ grant, ...rest }: Joined): GrantRow => ({ ...grant, ...rest })

export type Holder = { userid: string; name: string; status: number }

/** Maps userids in lower case to the members among them. */
export async function listHolders(db: Database, userids: readonly string[]): Promise<ReadonlyMap<string, Holder>> {
  const keys = [...new Set(userids.map((userid) => userid.toLowerCase()))]
  const rows = await db
    .select({ userid: members.userid, name: members.name, status: members.status })
    .from(members)
    .where(sql`lower(${members.userid}) = any(${textArray(keys)})`)
  return new Map(rows.map((row) => [row.userid.toLowerCase(), row]))
}

/** What a search matches; null: no search, so everything. */
export type Found = { userids: readonly string[]; departments: readonly number[]; roles: readonly GrantRole[] }

const matchesSearch = (found: Found | null) =>
  found === null
    ? undefined
    : or(
        inArray(
          sql`lower(${roleGrants.userid})`,
          found.userids.map((userid) => userid.toLowerCase()),
        ),
        inArray(roleGrants.departmentId, [...found.departments]),
        inArray(roleGrants.role, [...found.roles]),
      )

export async function listCompanyGrants(
  db: Database,
  { day, found, limit }: Omit<Page, 'afterId'>,
): Promise<GrantRow[]> {
  const query = selectGrants(db, and(isNotOver(day), ne(roleGrants.role, 'dept_admin'), matchesSearch(found)))
  return (await query.orderBy(asc(roleGrants.role), asc(roleGrants.id)).limit(limit)).map(toGrantRow)
}

type Page = { day: CalendarDay; found: Found | null; afterId: string | null; limit: number }

/** Sorts after every path of a department: no id is larger. */
const pathOfDeleted = sql`array[2147483647]`

/** Lists department grants without proposals, in tree order; grants for deleted departments come last. */
export async function listDepartmentGrants(db: Database, { day, found, afterId, limit }: Page): Promise<GrantRow[]> {
  const position = sql`coalesce(${departments.path}, ${pathOfDeleted})`
  const after =
    afterId === null
      ? undefined
      : sql`(${position}, ${roleGrants.id}) > (
          select coalesce(d.path, ${pathOfDeleted}), g.id
          from role_grants g left join departments d on d.id = g.department_id where g.id = ${afterId})`
  const query = selectGrants(
    db,
    and(isNotOver(day), eq(roleGrants.role, 'dept_admin'), not(isProposal), matchesSearch(found), after),
  )
  return (await query.orderBy(position, asc(roleGrants.id)).limit(limit)).map(toGrantRow)
}

export const isOpenProposal = (day: CalendarDay) => and(isNotOver(day), eq(roleGrants.role, 'dept_admin'), isProposal)

/** Lists the grants that ops must decide on, the oldest first. */
export async function listProposals(db: Database, { day, limit }: Pick<Page, 'day' | 'limit'>): Promise<GrantRow[]> {
  return (
    await selectGrants(db, isOpenProposal(day)).orderBy(asc(roleGrants.grantedAt), asc(roleGrants.id)).limit(limit)
  ).map(toGrantRow)
}

export const countProposals = (db: Database, day: CalendarDay): Promise<number> =>
  db.$count(roleGrants, isOpenProposal(day))

export type GrantKey = { userid: string; role: GrantRole; departmentId: number | null }

const isOpenGrantOf = ({ userid, role, departmentId }: GrantKey) =>
  and(
    matchesUserid(roleGrants.userid, userid),
    eq(roleGrants.role, role),
    sql`coalesce(${roleGrants.departmentId}, 0) = ${departmentId ?? 0}`,
    isNull(roleGrants.endedAt),
  )

/**
 * Serializes commands that change grants, until the transaction ends. Each command takes this lock first, then locks the
 * grants that it changes, and then reads its caller's grants with a shared lock. Another order would cause deadlocks.
 */
export async function lockGrants(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('role_grants', 0))`)
}

/** Returns the grant that has not ended, even before its first day. Locks it until the transaction ends. */
export async function lockOpenGrant(tx: Tx, key: GrantKey): Promise<Grant | null> {
  const [row] = await tx.select().from(roleGrants).where(isOpenGrantOf(key)).for('update')
  return row ?? null
}

export async function lockGrantById(tx: Tx, id: string): Promise<Grant | null> {
  const [row] = await tx
    .select()
    .from(roleGrants)
    .where(and(eq(roleGrants.id, id), isNull(roleGrants.endedAt)))
    .for('update')
  return row ?? null
}

export const insertGrant = async (tx: Tx, row: typeof roleGrants.$inferInsert): Promise<void> => {
  await tx.insert(roleGrants).values(row)
}

export async function endGrant(tx: Tx, id: string, by: string, at: Date): Promise<void> {
  await tx.update(roleGrants).set({ endedAt: at, endedBy: by }).where(eq(roleGrants.id, id))
}

/** Ends a grant whose last day is over, so that the member can be granted the role again. */
export async function endIfOver(tx: Tx, key: GrantKey, day: CalendarDay, at: Date): Promise<void> {
  await tx
    .update(roleGrants)
    .set({ endedAt: at })
    .where(and(isOpenGrantOf(key), lt(roleGrants.endsOn, day)))
}

/** Returns whether an active member, neither suspended nor among the held departures, has the role by another grant. */
export async function hasOtherHolder(tx: Tx, role: GrantRole, exceptId: string, day: CalendarDay): Promise<boolean> {
  const [row] = await tx
    .select({ id: roleGrants.id })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(
      and(
        eq(roleGrants.role, role),
        ne(roleGrants.id, exceptId),
        isGrantActive(day),
        eq(members.status, ACTIVE),
        isNotSuspended(members.userid),
        not(await whereHeld(tx)),
      ),
    )
    .limit(1)
  return row !== undefined
}

/** Lists those of the roles that the member holds now or from a later day on. */
export async function listOpenRoles(
  tx: Tx,
  userid: string,
  { searched, day }: { searched: readonly GrantRole[]; day: CalendarDay },
): Promise<GrantRole[]> {
  const rows = await tx
    .select({ role: roleGrants.role })
    .from(roleGrants)
    .where(and(matchesUserid(roleGrants.userid, userid), inArray(roleGrants.role, [...searched]), isNotOver(day)))
  return rows.map(({ role }) => role)
}

const isProposed = (ids: readonly string[]) =>
  and(
    inArray(roleGrants.id, [...ids]),
    eq(roleGrants.source, 'leader'),
    isNull(roleGrants.confirmedAt),
    isNull(roleGrants.endedAt),
  )

/** Lists the holders of those grants that are still unconfirmed. Locks the grants until the transaction ends. */
export async function lockProposed(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx
    .select({ userid: roleGrants.userid })
    .from(roleGrants)
    .where(isProposed(ids))
    .orderBy(roleGrants.id)
    .for('update')
  return [...new Set(rows.map(({ userid }) => userid))]
}

/** Confirms those of the grants that are still unconfirmed, and returns them. */
export async function confirmGrants(
  tx: Tx,
  ids: readonly string[],
  by: string,
  at: Date,
): Promise<{ id: string; userid: string }[]> {
  const rows = await tx
    .update(roleGrants)
    .set({ confirmedBy: by, confirmedAt: at })
    .where(isProposed(ids))
    .returning({ id: roleGrants.id, userid: roleGrants.userid })
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Lists department admins whose grant comes from WeCom and is unconfirmed. */
export async function listUnconfirmedLeaders(tx: Tx): Promise<string[]> {
  const rows = await tx
    .select({ userid: roleGrants.userid })
    .from(roleGrants)
    .where(and(eq(roleGrants.source, 'leader'), isNull(roleGrants.confirmedAt), isNull(roleGrants.endedAt)))
  return rows.map(({ userid }) => userid)
}

export async function departmentExists(tx: Tx, id: number): Promise<boolean> {
  return (await tx.$count(departments, eq(departments.id, id))) > 0
}
