import { type MemberActor, type Principal, type Role, roles } from '@desk/shared/identity/actor'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../db/database.ts'
import { delegations, members, roleGrants } from '../db/schema/index.ts'
import type { WecomMember } from '../ports/wecom.ts'
import type { Deps, ReadDeps } from '../kernel/deps.ts'
import { isDelegationActive } from './delegation-conditions.ts'
import { isGrantActive, today } from './grant-conditions.ts'
import { isNotLockedAccount } from '../directory/locked-account-queries.ts'
import { syncMembers } from '../directory/sync-members-queries.ts'

export type MemberRow = typeof members.$inferSelect

const ACTIVE = 1

/** WeCom compares userids without regard to case, and answers some calls in lower case. */
const isMember = (userid: string) => eq(sql`lower(${members.userid})`, userid.toLowerCase())

/** The mirrored member, whatever the case of `userid`. */
export async function findMemberRow(db: Database, userid: string): Promise<MemberRow | null> {
  const [row] = await db.select().from(members).where(isMember(userid))
  return row ?? null
}

/** Whoever else wants this member's row waits until the transaction ends. */
export async function lockMember(tx: Tx, userid: string): Promise<void> {
  await tx.select({ userid: members.userid }).from(members).where(isMember(userid)).for('update')
}

/** Whether the account is active, and nobody reported its device lost. */
export const mayAct = async (db: Database, userid: string): Promise<boolean> =>
  (await db.$count(members, and(isMember(userid), eq(members.status, ACTIVE), isNotLockedAccount(members.userid)))) > 0

/**
 * Puts what WeCom says about a member into the mirror. Returns the userid as the mirror spells it, which never changes.
 */
export async function upsertMember(deps: Pick<Deps, 'emit'>, tx: Tx, member: WecomMember, at: Date): Promise<string> {
  await syncMembers(deps, tx, [member], { at, source: 'sign_in' })
  return (await findMemberRow(tx, member.userid))?.userid ?? member.userid
}

export type HeldRoles = { roles: Role[]; adminOf: number[]; standsInFor?: Principal[] }

/**
 * What a member may act as now, for himself and in the place of those who are away. Read anew for every request, so that
 * a withdrawn grant, or a delegation that is over, ends at once.
 */
export async function rolesOf(deps: ReadDeps, userid: string): Promise<HeldRoles> {
  return heldBy(userid, await grantsOf(deps, userid))
}

/**
 * As `rolesOf`; none of these roles, and no delegation, ends before the transaction does, so that nobody decides who held
 * nothing any more.
 */
export async function holdRoles(
  deps: ReadDeps & { db: Tx },
  { userid, standsInFor }: Pick<MemberActor, 'userid' | 'standsInFor'>,
): Promise<HeldRoles> {
  // Delegations first: whoever waited here for the end of one reads no roles by it afterwards.
  if (standsInFor) await holdDelegations(deps, userid)
  // In one order, which others who take several of them keep to, so that no two wait for each other.
  return heldBy(userid, await grantsOf(deps, userid).orderBy(roleGrants.id).for('share', { of: roleGrants }))
}

const holdDelegations = (deps: ReadDeps & { db: Tx }, delegate: string) =>
  deps.db
    .select({ id: delegations.id })
    .from(delegations)
    .where(and(eq(sql`lower(${delegations.delegate})`, delegate.toLowerCase()), isDelegationActive(today(deps))))
    .orderBy(delegations.id)
    .for('share')

type Grant = { holder: string; role: string; departmentId: number | null }

/**
 * The same as a column of a statement that knows the member: what every request asks for costs no round trip of its own.
 * `userid`: the column as text, since drizzle leaves the table away within a select of one table. Read by `heldBy`.
 */
export const grantsBeside = (deps: ReadDeps, userid: 'sessions.userid') =>
  sql<
    Grant[]
  >`(select coalesce(json_agg(one), '[]'::json) from (${grantsOfSql(deps, sql.raw(`lower(${userid})`))}) as one)`

const grantsOf = (deps: ReadDeps, userid: string) => grantsOfSql(deps, sql`${userid.toLowerCase()}`)

function grantsOfSql(deps: ReadDeps, me: SQL) {
  const day = today(deps)
  const holder = sql<string>`lower(${roleGrants.userid})`.as('holder')
  return deps.db
    .select({
      holder,
      role: roleGrants.role,
      departmentId: sql<number | null>`${roleGrants.departmentId}`.as('departmentId'),
    })
    .from(roleGrants)
    .where(and(inArray(sql`lower(${roleGrants.userid})`, selfAndPrincipals(deps.db, me, day)), isGrantActive(day)))
}

/** Of the grants of a member and of those in whose place he stands. */
export function heldBy(userid: string, grants: readonly Grant[]): HeldRoles {
  const me = userid.toLowerCase()
  const others = [...new Set(grants.map((grant) => grant.holder))].filter((other) => other !== me).sort()
  const ofOne = (who: string) => held(grants.filter((grant) => grant.holder === who))
  const standsInFor = others.map((other) => ({ userid: other, ...ofOne(other) }))
  return { ...ofOne(me), ...(standsInFor.length === 0 ? {} : { standsInFor }) }
}

/**
 * This one, and active members who are away today and named him. One list and not `or`: asked at every request, it must
 * not look at every grant of the company.
 */
const selfAndPrincipals = (db: Database, delegate: SQL, day: CalendarDay) =>
  db
    .select({ userid: sql<string>`${delegate}::text` })
    .from(sql`(select 1) as one`)
    .union(principalsOf(db, delegate, day))

const principalsOf = (db: Database, delegate: SQL, day: CalendarDay) =>
  db
    .select({ userid: sql<string>`lower(${delegations.principal})` })
    .from(delegations)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${delegations.principal})`))
    .where(and(eq(sql`lower(${delegations.delegate})`, delegate), isDelegationActive(day), eq(members.status, ACTIVE)))

function held(grants: readonly Grant[]) {
  const names = new Set(grants.map(({ role }) => role))
  const administered = grants.flatMap(({ role, departmentId }) =>
    role === 'dept_admin' && departmentId !== null ? [departmentId] : [],
  )
  return { roles: roles.filter((role) => names.has(role)), adminOf: administered.sort((a, b) => a - b) }
}
