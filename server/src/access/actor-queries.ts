import { type MemberActor, type Delegator, type Role, roles } from '@desk/shared/identity/actor'
import { and, eq, type SQL, sql } from 'drizzle-orm'
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

/** A grant of the member, or of a delegator. `isLimited`: the delegation is for some request types only. */
export type Grant = { holder: string; role: string; departmentId: number | null; isLimited: boolean }

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
  const person = selfAndDelegators(db, me, day)
  return db
    .select({
      holder: person.userid,
      role: roleGrants.role,
      departmentId: sql<number | null>`${roleGrants.departmentId}`.as('departmentId'),
      isLimited: person.isLimited,
    })
    .from(person)
    .innerJoin(roleGrants, eq(sql`lower(${roleGrants.userid})`, person.userid))
    .where(isGrantActive(day))
}

/** Splits the grants of a member and of their delegators into the roles of each. */
export function rolesFromGrants(userid: string, grants: readonly Grant[]): HeldRoles {
  const me = userid.toLowerCase()
  const others = [...new Set(grants.map((grant) => grant.holder))].filter((other) => other !== me).sort()
  const grantsOfHolder = (holder: string) => grants.filter((grant) => grant.holder === holder)
  const rolesOfHolder = (holder: string) => rolesFrom(grantsOfHolder(holder))
  const delegators = others.map((other) => ({
    userid: other,
    ...rolesOfHolder(other),
    ...(grantsOfHolder(other).every(({ isLimited }) => isLimited) ? { isLimited: true as const } : {}),
  }))
  return { ...rolesOfHolder(me), ...(delegators.length === 0 ? {} : { delegators }) }
}

/**
 * Selects the member, and active members who are absent today and delegated to them. A union instead of `or`: it runs
 * for every request and must not scan all grants.
 */
const selfAndDelegators = (db: Database, delegate: SQL, day: DayValue) =>
  db
    .select({
      userid: sql<string>`${delegate}::text`.as('holder'),
      isLimited: sql<boolean>`false`.as('isLimited'),
    })
    .from(sql`(select 1) as one`)
    .union(delegatorsOf(db, delegate, day))
    .as('people')

/** A suspended delegator lends no rights: they have none themselves. */
const delegatorsOf = (db: Database, delegate: SQL, day: DayValue) =>
  db
    .select({
      userid: sql<string>`lower(${delegations.principal})`.as('holder'),
      isLimited: sql<boolean>`(${delegations.kinds} is not null)`.as('isLimited'),
    })
    .from(delegations)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${delegations.principal})`))
    .where(
      and(
        eq(sql`lower(${delegations.delegate})`, delegate),
        isDelegationActive(day),
        eq(members.status, ACTIVE),
        isNotSuspended(members.userid),
      ),
    )

function rolesFrom(grants: readonly Grant[]) {
  const names = new Set(grants.map(({ role }) => role))
  const administered = grants.flatMap(({ role, departmentId }) =>
    role === 'dept_admin' && departmentId !== null ? [departmentId] : [],
  )
  return { roles: roles.filter((role) => names.has(role)), adminOf: administered.sort((a, b) => a - b) }
}
