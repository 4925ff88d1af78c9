import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../../db/database.ts'
import {
  departments,
  members,
  partners,
  policies,
  policyExceptions,
  policyRecounts,
  roleGrants,
} from '../../../db/schema/index.ts'
import { isGrantActive } from '../../../access/grant-conditions.ts'
import { NOWHERE } from './mark-counts-stale-queries.ts'

export type Move = { userid: string; before: readonly number[]; now: readonly number[] }

/** Who wrote down since when a policy binds somebody. */
export const ENTERED_BY = 'system:directory'

/** Of a policy `p`: the departments for which it is. */
export const boundDepartments = sql`array(select jsonb_array_elements_text(p.audience -> 'departments')::int)`
/** There is nobody whom a policy for everybody comes to bind later, but by joining. */
export const mayComeToBind = sql`p.current_version_id is not null and not (p.audience ->> 'everyone')::boolean`

/**
 * Whether a policy `p` binds this person, in lower case, whatever his departments: by a contract, a role, or by name. Roles
 * that are held from day to day are looked at by the day in UTC.
 */
export const boundBeside = (userid: SQL, at: Date): SQL => sql`(
  (p.audience ->> 'partners')::boolean and exists (select 1 from ${partners} where ${partners.userid} = ${userid})
  or exists (select 1 from jsonb_array_elements_text(p.audience -> 'people') named where lower(named) = ${userid})
  or exists (select 1 from ${roleGrants} where lower(${roleGrants.userid}) = ${userid}
    and p.audience -> 'roles' ? ${roleGrants.role} and ${isGrantActive(at.toISOString().slice(0, 10))}))`

/**
 * Remembers since when a policy for departments binds whoever moved into one of them: he has his own days from then on,
 * and is told. Whoever it bound before goes on with the days he has.
 */
export async function noteEntries(tx: Tx, moves: readonly Move[], at: Date): Promise<void> {
  if (moves.length === 0) return
  const when = sql`${at.toISOString()}::timestamptz`
  const isIn = (ids: string) => sql`exists (select 1 from ${departments} d where d.id = any(${sql.raw(ids)})
    and d.path && ${boundDepartments})`
  await tx.execute(sql`
    insert into ${policyExceptions} (policy_id, userid, asked_from, reason, by, at)
    select p.id, lower(m.userid), ${when}, '', ${ENTERED_BY}, ${when}
    from ${policies} p, jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m(userid text, before int[], now int[])
    where ${mayComeToBind} and jsonb_array_length(p.audience -> 'departments') > 0
      and ${isIn('m.now')} and not ${isIn('m.before')} and not ${boundBeside(sql`lower(m.userid)`, at)}
    on conflict (policy_id, userid) do update set asked_from = excluded.asked_from`)
}

type By = { userids: readonly string[]; role: string | null }

const bindsBy = ({ role }: By): SQL =>
  role === null ? sql`(p.audience ->> 'partners')::boolean` : sql`p.audience -> 'roles' ? ${role}::text`

const amongKeys = ({ userids }: By): SQL =>
  sql`lower(u.userid) in (select lower(jsonb_array_elements_text(${JSON.stringify(userids)}::jsonb)))`

/** The same for whoever is named a partner, or given a role, by which a policy binds him. Asked before that is written. */
export async function noteEntryBy(tx: Tx, by: By, at: Date): Promise<void> {
  if (by.userids.length === 0) return
  const when = sql`${at.toISOString()}::timestamptz`
  const isIn = sql`exists (select 1 from ${departments} d where d.id = any(u.department_ids)
    and d.path && ${boundDepartments})`
  await tx.execute(sql`
    insert into ${policyExceptions} (policy_id, userid, asked_from, reason, by, at)
    select p.id, lower(u.userid), ${when}, '', ${ENTERED_BY}, ${when} from ${policies} p, ${members} u
    where ${mayComeToBind} and ${bindsBy(by)} and ${amongKeys(by)}
      and not ${isIn} and not ${boundBeside(sql`lower(u.userid)`, at)}
    on conflict (policy_id, userid) do update set asked_from = excluded.asked_from`)
}

/** A role came or went: the boards of policies that are for it count its holders' departments anew. */
export async function markCountsStaleOfRole(tx: Tx, by: By): Promise<void> {
  if (by.userids.length === 0) return
  await tx.execute(sql`
    insert into ${policyRecounts} (policy_id, department_id)
    select distinct p.id, coalesce(u.main_department_id, ${NOWHERE}) from ${policies} p, ${members} u
    where ${mayComeToBind} and ${bindsBy(by)} and ${amongKeys(by)}`)
}
