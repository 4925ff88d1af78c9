import type { Role } from '@desk/shared/identity/actor'
import type { OwnKind, RequestType } from '@desk/shared/requests/types/index'
import { and, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { delegations, departments, members, roleGrants } from '../../../db/schema/index.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { isDelegationActive, isGrantActive, today } from '../../../access/grant-conditions.ts'
import { isClosedAccount, isNotSuspended } from '../../../directory/suspension-queries.ts'
import { ACTIVE, LEFT } from '../../../directory/member-drift.ts'

export type Person = typeof members.$inferSelect

/** Locks the rows of these people in the order of their ids, so that two submissions by or about one of them are serialized. */
export async function lockPeople(tx: Tx, userids: readonly string[]): Promise<void> {
  const person = sql`lower(${members.userid})`
  const keys = userids.map((userid) => userid.toLowerCase())
  await tx.select({ userid: members.userid }).from(members).where(inArray(person, keys)).orderBy(person).for('update')
}

/** Returns a member. `lock` locks the row, so that two submissions of one person are serialized. */
export async function requirePerson(db: Database, userid: string, { lock = false } = {}): Promise<Person> {
  const query = db.select().from(members).where(matchesUserid(members.userid, userid))
  const [person] = await (lock ? query.for('update') : query)
  // Sessions exist only for members in the directory, whose rows are never deleted.
  if (!person) throw new Error('A signed-in member is missing from the directory')
  return person
}

/** `isClosed`: their account is closed as left, although WeCom may still show them. */
type PersonWithPath = { person: Person; path: readonly number[]; isClosed: boolean }

/** Returns a member with the root-to-leaf path of their main department. */
export async function requirePersonWithPath(db: Database, userid: string): Promise<PersonWithPath> {
  const found = await findPersonWithPath(db, userid)
  if (!found) throw new Error('A signed-in member is missing from the directory')
  return found
}

/** Returns a member with the path of their main department; null when there is no such member. */
export async function findPersonWithPath(db: Database, userid: string): Promise<PersonWithPath | null> {
  const [row] = await db
    .select({ person: members, path: departments.path, isClosed: isClosedAccount(members.userid) })
    .from(members)
    .leftJoin(departments, eq(departments.id, members.mainDepartmentId))
    .where(matchesUserid(members.userid, userid))
  if (!row) return null
  const { person, path, isClosed } = row
  return { person, isClosed, path: path ?? (person.mainDepartmentId === null ? [] : [person.mainDepartmentId]) }
}

/**
 * Returns the SQL condition that a row of `requests` is about another person and its applicant has left, as a column of
 * the statement that selects the request. For other requests nothing is read.
 */
export const applicantLeftColumn = (): SQL<boolean> => sql<boolean>`(
  requests.subject_id is not null and coalesce((
    select applicant.status = ${LEFT} or ${isClosedAccount(sql`applicant.userid`)} from ${members} as applicant
    where lower(applicant.userid) = lower(requests.applicant_id) limit 1), false))`

/** Returns the root-to-leaf path of a department; only its own id when the directory does not contain it. */
export async function departmentPath(db: Database, departmentId: number | null): Promise<readonly number[]> {
  if (departmentId === null) return []
  const [row] = await db.select({ path: departments.path }).from(departments).where(eq(departments.id, departmentId))
  return row?.path ?? [departmentId]
}

/** Kinds to which a delegation may be limited, and kinds that only an unlimited delegation covers. */
export type DelegableKind = RequestType | OwnKind | 'feedback'

export type Holder = { userid: string; departmentId: number | null; isDeputy: boolean }

/**
 * Returns the active grants of members who can sign in: department admins on the path, the management department, and
 * those of its roles that approve.
 */
export async function holdersFor(
  deps: ReadDeps,
  path: readonly number[],
  managers: readonly Role[] = ['ops'],
): Promise<{ admins: Holder[]; ops: Holder[]; leads: Holder[]; managers: Holder[] }> {
  const onPath = path.length === 0 ? sql`false` : inArray(roleGrants.departmentId, [...path])
  const rows = await deps.db
    .select({
      userid: members.userid,
      role: roleGrants.role,
      departmentId: roleGrants.departmentId,
      isDeputy: roleGrants.isDeputy,
    })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(
      and(
        isGrantActive(today(deps)),
        eq(members.status, ACTIVE),
        isNotSuspended(members.userid),
        or(inArray(roleGrants.role, ['ops', 'ops_lead', ...managers]), and(eq(roleGrants.role, 'dept_admin'), onPath)),
      ),
    )
    .orderBy(members.userid)
  return {
    admins: rows.filter(({ role }) => role === 'dept_admin'),
    ops: rows.filter(({ role }) => role === 'ops'),
    leads: rows.filter(({ role }) => role === 'ops_lead'),
    managers: rows.filter(({ role }) => managers.some((manager) => manager === role)),
  }
}

/** Returns today's delegate of each delegator, by userid in lower case; null: a delegate who cannot sign in. */
export async function delegatesOf(
  deps: ReadDeps,
  delegators: readonly string[],
  kind: DelegableKind,
): Promise<ReadonlyMap<string, string | null>> {
  const keys = [...new Set(delegators.map((userid) => userid.toLowerCase()))]
  if (keys.length === 0) return new Map()
  const principal = sql<string>`lower(${delegations.principal})`
  const rows = await deps.db
    .select({
      principal,
      delegate: members.userid,
      mayAct: sql<boolean>`(${members.status} = ${ACTIVE} and ${isNotSuspended(members.userid)})`,
    })
    .from(delegations)
    .leftJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${delegations.delegate})`))
    .where(
      and(
        inArray(principal, keys),
        isDelegationActive(today(deps)),
        sql`(${delegations.kinds} is null or ${kind} = any(${delegations.kinds}))`,
      ),
    )
    .orderBy(delegations.createdAt, delegations.id)
  return new Map(rows.map((row) => [row.principal, row.mayAct ? row.delegate : null]))
}
