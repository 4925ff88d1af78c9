import { type MemberActor, type Delegator, type Role, roles } from '@desk/shared/identity/actor'
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../db/database.ts'
import { matchesUserid } from '../db/matches-userid.ts'
import { delegations, members, roleGrants } from '../db/schema/index.ts'
import type { WecomMember } from '../ports/wecom.ts'
import type { Deps, ReadDeps } from '../kernel/deps.ts'
import { type DayValue, isDelegationActive, isGrantActive, today } from './grant-conditions.ts'
import { isNotSuspended } from '../directory/suspension-queries.ts'
import { syncMembers } from '../directory/sync-members-queries.ts'
import { ACTIVE } from '../directory/member-drift.ts'

export type MemberRow = typeof members.$inferSelect

/** Returns the synced member; `userid` may have any case. */
export async function findMemberRow(db: Database, userid: string): Promise<MemberRow | null> {
  const [row] = await db.select().from(members).where(matchesUserid(members.userid, userid))
  return row ?? null
}

/** Locks the member's row until the transaction ends. */
export async function lockMember(tx: Tx, userid: string): Promise<void> {
  await tx.select({ userid: members.userid }).from(members).where(matchesUserid(members.userid, userid)).for('update')
}

/** Returns whether the account is active and not suspended. */
export const mayAct = async (db: Database, userid: string): Promise<boolean> =>
  (await db.$count(
    members,
    and(matchesUserid(members.userid, userid), eq(members.status, ACTIVE), isNotSuspended(members.userid)),
  )) > 0

/** Stores what WeCom returned about a member. Returns the userid in its stored spelling, which never changes. */
export async function upsertMember(deps: Pick<Deps, 'emit'>, tx: Tx, member: WecomMember, at: Date): Promise<string> {
  await syncMembers(deps, tx, [member], { at, source: 'sign_in' })
  return (await findMemberRow(tx, member.userid))?.userid ?? member.userid
}

export type HeldRoles = { roles: Role[]; adminOf: number[]; delegators?: Delegator[] }

/**
 * Returns the roles a member has now, their own and those of absent delegators. Read for every request, so that a
 * revoked grant or an expired delegation has no further effect.
 */
export async function rolesOf(deps: ReadDeps, userid: string): Promise<HeldRoles> {
  return rolesFromGrants(userid, await grantsOf(deps, userid))
}

/**
 * Returns the same as `rolesOf`, and locks the grants and delegations until the transaction ends, so that no decision
 * is made under a role that ends concurrently.
 */
export async function lockRoles(
  deps: ReadDeps & { db: Tx },
  { userid, delegators }: Pick<MemberActor, 'userid' | 'delegators'>,
): Promise<HeldRoles> {
  // Delegations first: a transaction that waited here until a delegation ended must not read roles through it afterwards.
  if (delegators) await lockDelegations(deps, userid)
  // Lock order is by id, as in every other place that locks several grants, to avoid deadlocks.
  return rolesFromGrants(userid, await grantsOf(deps, userid).orderBy(roleGrants.id).for('share', { of: roleGrants }))
}

const lockDelegations = (deps: ReadDeps & { db: Tx }, delegate: string) =>
  deps.db
    .select({ id: delegations.id })
    .from(delegations)
    .where(and(matchesUserid(delegations.delegate, delegate), isDelegationActive(today(deps))))
    .orderBy(delegations.id)
    .for('share')

export type Grant = { holder: string; role: string; departmentId: number | null }

/**
 * Returns the grants of a member and of their delegators as a column of the statement that selects the session, which
 * saves a round trip per request; `rolesFromGrants` reads it. `userid` is the column as text, since drizzle omits the
 * table name in a select from one table.
 */
export const grantsColumn = (db: Database, userid: 'sessions.userid', day: DayValue) =>
  sql<
    Grant[]
  >`(select coalesce(json_agg(one), '[]'::json) from (${grantsOfSql(db, sql.raw(`lower(${userid})`), day)}) as one)`

const grantsOf = (deps: ReadDeps, userid: string) => grantsOfSql(deps.db, sql`${userid.toLowerCase()}`, today(deps))

function grantsOfSql(db: Database, me: SQL, day: DayValue) {
  const holder = sql<string>`lower(${roleGrants.userid})`.as('holder')
  return db
    .select({
      holder,
      role: roleGrants.role,
      departmentId: sql<number | null>`${roleGrants.departmentId}`.as('departmentId'),
    })
    .from(roleGrants)
    .where(and(inArray(sql`lower(${roleGrants.userid})`, selfAndDelegators(db, me, day)), isGrantActive(day)))
}

/** Splits the grants of a member and of their delegators into the roles of each. */
export function rolesFromGrants(userid: string, grants: readonly Grant[]): HeldRoles {
  const me = userid.toLowerCase()
  const others = [...new Set(grants.map((grant) => grant.holder))].filter((other) => other !== me).sort()
  const rolesOfHolder = (holder: string) => rolesFrom(grants.filter((grant) => grant.holder === holder))
  const delegators = others.map((other) => ({ userid: other, ...rolesOfHolder(other) }))
  return { ...rolesOfHolder(me), ...(delegators.length === 0 ? {} : { delegators }) }
}

/**
 * Selects the member, and active members who are absent today and delegated to them. A union instead of `or`: it runs
 * for every request and must not scan all grants.
 */
const selfAndDelegators = (db: Database, delegate: SQL, day: DayValue) =>
  db
    .select({ userid: sql<string>`${delegate}::text` })
    .from(sql`(select 1) as one`)
    .union(delegatorsOf(db, delegate, day))

const delegatorsOf = (db: Database, delegate: SQL, day: DayValue) =>
  db
    .select({ userid: sql<string>`lower(${delegations.principal})` })
    .from(delegations)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${delegations.principal})`))
    .where(and(eq(sql`lower(${delegations.delegate})`, delegate), isDelegationActive(day), eq(members.status, ACTIVE)))

function rolesFrom(grants: readonly Grant[]) {
  const names = new Set(grants.map(({ role }) => role))
  const administered = grants.flatMap(({ role, departmentId }) =>
    role === 'dept_admin' && departmentId !== null ? [departmentId] : [],
  )
  return { roles: roles.filter((role) => names.has(role)), adminOf: administered.sort((a, b) => a - b) }
}
