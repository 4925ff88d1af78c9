import type { MemberRef } from '@desk/shared/directory/member-ref'
import { type SQL, sql } from 'drizzle-orm'
import { type DayValue, isDelegationActive, isGrantActive } from '../../access/grant-conditions.ts'
import type { Database } from '../../db/database.ts'
import {
  calendarDays,
  delegations,
  guardians,
  members,
  requestCandidates,
  requests,
  roleGrants,
} from '../../db/schema/index.ts'
import { isNotSuspended } from '../../directory/suspension-queries.ts'
import { LEFT } from '../../directory/member-drift.ts'

/** Decisions from which the usual time is computed. */
const LATEST_DECISIONS = 20

export type AdminRow = {
  userid: string
  name: string
  phone: string
  isDeputy: boolean
  isAway: boolean
  /** When each was asked and decided, in milliseconds since 1970. */
  decisions: [number, number][]
}

export type MyPeople = {
  admin: AdminRow | null
  guardians: MemberRef[]
  /** Open requests to become a guardian; those of members who left do not count. */
  invitations: { count: number; oldestMs: number | null }
  /** Days that ops set, by day. */
  overrides: Record<string, boolean>
}

const isPerson = (column: SQL, userid: SQL) => sql`lower(${column}) = ${userid}`
const ms = (instant: SQL) => sql`(extract(epoch from ${instant}) * 1000)::int8`

/** Returns, as SQL: the columns of `MyPeople`: the nearest department admin above the member, and the guardians. */
export function peopleColumns(me: SQL, day: DayValue) {
  const decisions = sql`(
    select coalesce(jsonb_agg(jsonb_build_array(${ms(sql`one.asked_at`)}, ${ms(sql`one.decided_at`)})), '[]'::jsonb)
    from (
      select ${requestCandidates.askedAt}, ${requests.decidedAt} from ${requests}
      join ${requestCandidates} on ${requestCandidates.requestId} = ${requests.id}
        and lower(${requestCandidates.userid}) = lower(${members.userid})
      where lower(${requests.decidedBy}) = lower(${members.userid}) and ${requests.decidedAt} is not null
      order by ${requests.decidedAt} desc limit ${sql.raw(String(LATEST_DECISIONS))}
    ) as one)`
  const isAway = sql`exists (select 1 from ${delegations}
    where lower(${delegations.principal}) = lower(${members.userid}) and ${isDelegationActive(day)})`
  const admin = sql`(
    select jsonb_build_object('userid', ${members.userid}, 'name', ${members.name}, 'phone', ${members.telephone},
      'isDeputy', ${roleGrants.isDeputy}, 'isAway', ${isAway}, 'decisions', ${decisions})
    from (
      select place.path from members as self join departments as place on place.id = self.main_department_id
      where ${isPerson(sql`self.userid`, me)}
    ) as own
    join ${roleGrants} on ${roleGrants.departmentId} = any(own.path) and ${roleGrants.role} = 'dept_admin'
    join ${members} on lower(${members.userid}) = lower(${roleGrants.userid})
    where ${isGrantActive(day)} and ${members.status} = 1 and ${isNotSuspended(members.userid)}
      and lower(${members.userid}) <> ${me}
    order by array_position(own.path, ${roleGrants.departmentId}) desc, ${roleGrants.isDeputy}, ${members.userid}
    limit 1)`
  const overrides = sql`(
    select coalesce(jsonb_object_agg(${calendarDays.day}, ${calendarDays.isWorking}), '{}'::jsonb) from ${calendarDays})`
  return {
    admin: column<MyPeople['admin']>(admin),
    guardians: column<MyPeople['guardians']>(guardianNames(me)),
    invitations: column<MyPeople['invitations']>(invitations(me)),
    overrides: column<MyPeople['overrides']>(overrides),
  }
}

// Wrapped: in a statement without joins, drizzle omits the names of the tables in the outermost expression.
export const column = <Value>(expression: SQL): SQL<Value> => sql<Value>`${expression}`

const guardianNames = (me: SQL) => sql`(
  select coalesce(jsonb_agg(jsonb_build_object('userid', ${members.userid}, 'name', ${members.name})
    order by ${guardians.since}, ${members.userid}), '[]'::jsonb)
  from ${guardians} join ${members} on lower(${members.userid}) = lower(${guardians.guardianId})
  where ${isPerson(sql`${guardians.wardId}`, me)} and ${guardians.state} = 'accepted' and ${members.status} <> ${LEFT})`

const invitations = (me: SQL) => sql`(
  select jsonb_build_object('count', count(*), 'oldestMs', ${ms(sql`min(${guardians.since})`)})
  from ${guardians} join ${members} on lower(${members.userid}) = lower(${guardians.wardId})
  where ${isPerson(sql`${guardians.guardianId}`, me)} and ${guardians.state} = 'asked' and ${members.status} <> ${LEFT})`

/** Lists the guardians of a member who accepted, the earliest first. */
export async function listGuardianNames(db: Database, userid: string): Promise<MemberRef[]> {
  const guardians = column<MemberRef[]>(guardianNames(sql`${userid.toLowerCase()}`))
  const [row] = await db.select({ guardians }).from(sql`(select 1) as one`)
  return row?.guardians ?? []
}
