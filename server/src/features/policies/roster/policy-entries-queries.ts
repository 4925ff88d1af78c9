import type { PolicyId } from '@desk/shared/kernel/ids'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { Audience } from '@desk/shared/policies/audience'
import { eq, ne, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../../db/database.ts'
import {
  departments,
  members,
  partners,
  policies,
  policyExceptionHistory,
  policyExceptions,
  policyRecounts,
  roleGrants,
} from '../../../db/schema/index.ts'
import { isGrantActive } from '../../../access/grant-conditions.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { inAudience, type RosterDeps } from './roster-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

export type DepartmentMove = { userid: string; before: readonly number[]; now: readonly number[] }

/** The author of entries. An entry records since when a policy binds a person. */
const ENTERED_BY = 'system:directory'

/** SQL: the departments in the audience of policy `p`. */
export const boundDepartments = sql`array(select jsonb_array_elements_text(p.audience -> 'departments')::int)`
/**
 * SQL condition: policy `p` is in force and does not bind everyone. A policy for everyone starts to bind a person only
 * when they join.
 */
export const hasLimitedAudience = sql`p.current_version_id is not null and p.retired_at is null
  and not (p.audience ->> 'everyone')::boolean`

/** The company's time zone, which decides on which day a grant is active. */
export type EntryDeps = Pick<RosterDeps, 'site'>

/**
 * Returns the SQL condition: policy `p` binds this person by a contract, a role or by name, whatever their departments.
 * `userid` is in lower case.
 */
export const isBoundOtherwise = ({ site }: EntryDeps, userid: SQL, at: Date): SQL => sql`(
  (p.audience ->> 'partners')::boolean and exists (select 1 from ${partners} where ${partners.userid} = ${userid})
  or exists (select 1 from jsonb_array_elements_text(p.audience -> 'people') named where lower(named) = ${userid})
  or exists (select 1 from ${roleGrants} where lower(${roleGrants.userid}) = ${userid}
    and p.audience -> 'roles' ? ${roleGrants.role} and ${isGrantActive(dayIn(site.timeZone, at))}))`

/**
 * Returns the SQL of a `with` step that copies the exceptions of these people to the history, as valid until an instant.
 * `people` selects policies and userids.
 */
export const keepExceptions = (people: SQL, until: SQL): SQL => sql`kept as (
  insert into ${policyExceptionHistory} (policy_id, userid, due_at, due_version_no, reaffirm_since, asked_from, at, until)
  select policy_id, userid, due_at, due_version_no, reaffirm_since, asked_from, at, ${until} from ${policyExceptions}
  where (policy_id, userid) in (${people}) on conflict do nothing)`

/** Records that policies bind people from an instant on. `entered` selects policies and userids. */
export const insertEntries = (tx: Tx, entered: SQL, when: SQL): Promise<unknown> =>
  tx.execute(sql`
    with entered (policy_id, userid) as (${entered}),
      ${keepExceptions(sql`select policy_id, userid from entered`, when)}
    insert into ${policyExceptions} (policy_id, userid, asked_from, reason, by, at)
    select policy_id, userid, ${when}, '', ${ENTERED_BY}, ${when} from entered
    on conflict (policy_id, userid) do update set asked_from = excluded.asked_from`)

/**
 * Records since when a policy for departments binds members who moved into one of them: they get the signing period of
 * new members from then on and are notified. Members whom it bound before keep their due date.
 */
export async function recordEntries(
  deps: EntryDeps,
  tx: Tx,
  moves: readonly DepartmentMove[],
  at: Date,
): Promise<void> {
  if (moves.length === 0) return
  const when = sql`${at.toISOString()}::timestamptz`
  const isIn = (ids: string) => sql`exists (select 1 from ${departments} d where d.id = any(${sql.raw(ids)})
    and d.path && ${boundDepartments})`
  const entered = sql`select p.id, lower(m.userid)
    from ${policies} p, jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m(userid text, before int[], now int[])
    where ${hasLimitedAudience} and jsonb_array_length(p.audience -> 'departments') > 0
      and ${isIn('m.now')} and not ${isIn('m.before')} and not ${isBoundOtherwise(deps, sql`lower(m.userid)`, at)}`
  await insertEntries(tx, entered, when)
}

type RoleOrPartners = { userids: readonly string[]; role: string | null }

const isBoundBy = ({ role }: RoleOrPartners): SQL =>
  role === null ? sql`(p.audience ->> 'partners')::boolean` : sql`p.audience -> 'roles' ? ${role}::text`

const isAmongUserids = ({ userids }: RoleOrPartners): SQL =>
  sql`lower(u.userid) in (select lower(jsonb_array_elements_text(${JSON.stringify(userids)}::jsonb)))`

/**
 * Records since when a policy binds new partners or new holders of a role. Call it before the partner or role is written.
 */
export async function recordEntriesBy(deps: EntryDeps, tx: Tx, by: RoleOrPartners, at: Date): Promise<void> {
  if (by.userids.length === 0) return
  const when = sql`${at.toISOString()}::timestamptz`
  const isIn = sql`exists (select 1 from ${departments} d where d.id = any(u.department_ids)
    and d.path && ${boundDepartments})`
  const entered = sql`select p.id, lower(u.userid) from ${policies} p, ${members} u
    where ${hasLimitedAudience} and ${isBoundBy(by)} and ${isAmongUserids(by)}
      and not ${isIn} and not ${isBoundOtherwise(deps, sql`lower(u.userid)`, at)}`
  await insertEntries(tx, entered, when)
}

/** Marks the counts of the departments of a role's holders as stale, for policies that bind the role. */
export async function markCountsStaleOfRole(tx: Tx, by: RoleOrPartners): Promise<void> {
  if (by.userids.length === 0) return
  await tx.execute(sql`
    insert into ${policyRecounts} (policy_id, department_id)
    select distinct p.id, coalesce(u.main_department_id, ${ROOT_DEPARTMENT}) from ${policies} p, ${members} u
    where ${hasLimitedAudience} and ${isBoundBy(by)} and ${isAmongUserids(by)}`)
}

/**
 * Records since when a minor version binds people whom the version before did not bind. They get the signing period of
 * new members from now and are notified like them; the common due date does not apply to them.
 */
export async function recordAudienceExtension(
  deps: Pick<RosterDeps, 'clock' | 'site'>,
  tx: Tx,
  policyId: PolicyId,
  { before, now }: { before: Audience; now: Audience },
): Promise<void> {
  if (before.everyone || JSON.stringify(before) === JSON.stringify(now)) return
  const when = sql`${deps.clock.now().toISOString()}::timestamptz`
  const entered = sql`select ${policyId}, lower(${members.userid}) from ${members}
    left join ${partners} on ${eq(partners.userid, sql`lower(${members.userid})`)}
    where ${ne(members.status, LEFT)} and ${inAudience(deps, now)} and not ${inAudience(deps, before)}`
  await insertEntries(tx, entered, when)
}
