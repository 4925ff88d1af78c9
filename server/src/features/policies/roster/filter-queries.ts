import { readableCodeSchema } from '@desk/shared/kernel/ids'
import { DAY_MS } from '@desk/shared/kernel/durations'
import type { PeopleFilters } from '@desk/shared/policies/board-schemas'
import type { ListedState } from '@desk/shared/policies/roster'
import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod/mini'
import { isFoundBy } from '../../../directory/member-search-queries.ts'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { intArray } from '../../../db/json-parameters.ts'
import {
  members,
  partnerHistory,
  partners,
  policyExemptions,
  policyQuestions,
  policySignatures,
  policySigners,
} from '../../../db/schema/index.ts'
import { allOf, hasState, type RosterDeps, type RosterPolicy, rosterWithErased, toTimestamp } from './roster-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

const isReceiptCode = (q: string) => z.safeParse(readableCodeSchema, q.toUpperCase()).success

/** Returns the SQL condition: the receipt with this code is the person's. */
const hasSigned = (code: string): SQL =>
  sql`lower(${members.userid}) = (select lower(signer.userid) from ${policySigners} signer
    join ${policySignatures} signature on signature.person = signer.person where signature.code = ${code.toUpperCase()})`

/** Tables of the rare states: only people with a row in the table can be in the state. */
const rareStates = { exempt: policyExemptions, questioned: policyQuestions } as const

/**
 * Returns the SQL condition: the person has a row in the table of this state, even one that no longer counts. Only their
 * states have to be computed.
 */
const mayHaveState = (policyId: string, state: keyof typeof rareStates): SQL =>
  sql`lower(${members.userid}) in (select lower(userid) from ${rareStates[state]} where policy_id = ${policyId})`

/** Returns whether this is a rare state, whose people are found by its table. */
export const isRare = (state: ListedState | undefined): state is keyof typeof rareStates =>
  state === 'exempt' || state === 'questioned'

/**
 * Lists members who have a row in the table of a rare state and match conditions on `members`, by lower-case userid. Sorts the
 * rows and not the members, so that only those of this page are looked up.
 */
export async function listWithRareState(
  db: Database,
  { policyId, state, only }: { policyId: string; state: keyof typeof rareStates; only: readonly SQL[] },
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const rows = await rowsOf<{ userid: string }>(
    db,
    sql`select ${members.userid} from (
        select distinct lower(userid) as userid from ${rareStates[state]}
        where policy_id = ${policyId} and lower(userid) > lower(${after})
      ) as rare
      cross join lateral (select * from ${members} where lower(${members.userid}) = rare.userid limit 1) as members
      where ${allOf(only)} order by rare.userid limit ${limit}`,
  )
  return rows.map(({ userid }) => userid)
}

/** SQL condition: the person is a partner, or was one on a past day. */
export const mayBePartner = sql`lower(${members.userid}) in (
  select userid from ${partners} union all select userid from ${partnerHistory})`

/** Converts filters to SQL conditions: `only` on `members` alone, before their state is computed; `where` on the resulting rows. */
export function toConditions(
  { clock, site }: Pick<RosterDeps, 'clock' | 'site'>,
  policy: Pick<RosterPolicy, 'id'>,
  { state, q, partner, joinedAfter, overdueDays, olderOnly }: PeopleFilters & { state?: ListedState | undefined },
): { only: SQL[]; where: SQL[] } {
  const only: SQL[] = []
  const where: SQL[] = []
  if (state !== undefined) where.push(hasState(state, clock.now()))
  if (isRare(state)) only.push(mayHaveState(policy.id, state))
  if (q !== undefined) only.push(isReceiptCode(q) ? hasSigned(q) : isFoundBy(q))
  if (partner !== undefined) where.push(sql`is_partner`)
  if (joinedAfter !== undefined)
    only.push(sql`${members.employedSince} >= (${joinedAfter}::date + 1)::timestamp at time zone ${site.timeZone}`)
  if (overdueDays !== undefined) {
    const now = clock.now()
    const limit = new Date(now.getTime() - Number(overdueDays) * DAY_MS)
    where.push(hasState('overdue', now), sql`due_at < ${toTimestamp(limit)}`)
  }
  // Among people who have to sign: with '1' those who signed an earlier version, by the rule of the `_change` counters.
  if (olderOnly !== undefined) {
    const isOlder = sql`coalesce(signed_no is not null and signed_at > counts_from, false)`
    where.push(sql`counter in ('open', 'pending', 'overdue') and ${isOlder} = ${olderOnly === '1'}`)
  }
  return { only, where }
}

/** Counts the people whom a list of a past day leaves out because their identity as signers has since been erased. */
export async function countErased(deps: RosterDeps, policy: RosterPolicy, only: readonly SQL[]): Promise<number> {
  if (deps.asOf === undefined) return 0
  const erased = allOf([sql`${members.signerErasedAt} > ${toTimestamp(deps.asOf)}`, ...only])
  const [row] = await rowsOf<{ count: number }>(
    deps.db,
    sql`select count(*)::int as count from (${rosterWithErased(deps, policy, erased)}) r where is_erased`,
  )
  return row?.count ?? 0
}

const departmentOf = sql`coalesce(${members.mainDepartmentId}, ${ROOT_DEPARTMENT})`

/** Sorts by department, then by userid. */
export const byDepartment = sql`department_id, userid`

/** Returns the SQL condition: in one of these departments, and after this person in the order `byDepartment`. */
export const inDepartmentsAfter = (ids: readonly number[], departmentId: number, userid: string): SQL => {
  const inThese = sql`${members.mainDepartmentId} = any(${intArray(ids)})`
  // Compares the column itself, since no index serves `departmentOf`.
  const isIn = ids.includes(ROOT_DEPARTMENT) ? sql`(${inThese} or ${members.mainDepartmentId} is null)` : inThese
  return sql`(${isIn} and ${afterInOrder(departmentId, userid)})`
}

/** Returns the SQL condition: after this person in the order `byDepartment`. */
export const afterInOrder = (departmentId: number, userid: string): SQL =>
  sql`(${departmentOf}, ${members.userid}) > (${departmentId}::int, ${userid})`

/**
 * Lists members who match a condition, in the order `byDepartment`. With `isPartner`, they are read from the table of partners,
 * so that no other members are read.
 */
export const listMembersInOrder = (
  db: Database,
  { only, isPartner, limit }: { only: SQL; isPartner: boolean; limit: number },
): Promise<{ departmentId: number; userid: string }[]> => {
  const source = isPartner
    ? sql`${partners} cross join lateral (
        select * from ${members} where lower(${members.userid}) = ${partners.userid} limit 1) members`
    : sql`${members}`
  return rowsOf(
    db,
    sql`select ${departmentOf} as "departmentId", ${members.userid} from ${source}
      where ${only} order by ${departmentOf}, ${members.userid} limit ${limit}`,
  )
}

/** A company with more partners has so many that a page of them is found soon in the order of departments. */
const PARTNERS_MAX = 1000
/** How many members are looked through for partners at most. */
const SEARCHED_MAX = 5_000

/** Returns whether there are so many partners that looking up the department of each takes long. */
export async function hasManyPartners(db: Database): Promise<boolean> {
  const [row] = await rowsOf<{ isMany: boolean }>(
    db,
    sql`select count(*) > ${PARTNERS_MAX} as "isMany" from (select 1 from ${partners} limit ${PARTNERS_MAX + 1}) found`,
  )
  return row?.isMany ?? false
}

/**
 * Lists the partners among the next `SEARCHED_MAX` members after a position in the order `byDepartment`, so that the cost of a
 * page does not depend on the number of partners. There may be further partners after those members.
 */
export const listPartnersAmongNext = (
  db: Database,
  { departmentId, userid }: { departmentId: number; userid: string },
  limit: number,
): Promise<{ departmentId: number; userid: string }[]> => {
  const { mainDepartmentId } = members
  // The root's members and those without a department, and then the others in the order of an index.
  const inRoot = sql`select ${departmentOf} as department_id, ${members.userid} from ${members}
    where (${mainDepartmentId} = ${ROOT_DEPARTMENT} or ${mainDepartmentId} is null) and ${afterInOrder(departmentId, userid)}
    order by ${members.userid} limit ${SEARCHED_MAX}`
  const below = sql`select ${mainDepartmentId}, ${members.userid} from ${members}
    where ${mainDepartmentId} > ${ROOT_DEPARTMENT} and (${mainDepartmentId}, ${members.userid}) > (${departmentId}::int, ${userid})
    order by ${mainDepartmentId}, ${members.userid} limit ${SEARCHED_MAX}`
  return rowsOf(
    db,
    sql`select next.department_id as "departmentId", next.userid
      from (select * from ((${inRoot}) union all (${below})) either order by department_id, userid limit ${SEARCHED_MAX}) next
      where exists (select 1 from ${partners} where ${partners.userid} = lower(next.userid))
      order by next.department_id, next.userid limit ${limit}`,
  )
}
