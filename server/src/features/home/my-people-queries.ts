import type { MemberRef } from '@desk/shared/directory/member-ref'
import { type SQL, sql } from 'drizzle-orm'
import { type DayValue, isGrantActive } from '../../access/grant-conditions.ts'
import type { Database } from '../../db/database.ts'
import { guardians, members, roleGrants } from '../../db/schema/index.ts'
import { isNotSuspended } from '../../directory/suspension-queries.ts'
import { LEFT } from '../../directory/member-drift.ts'
import {
  calendarOverrides,
  type CalendarOverrides,
  column,
  type ContactRow,
  epochMs,
  isAwayOn,
  latestDecisions,
} from '../requests/approvers/contact-queries.ts'

type AdminRow = MemberRef & ContactRow & { isDeputy: boolean }

export type MyPeople = {
  /** The nearest department admin above the member. */
  admin: AdminRow | null
  guardians: MemberRef[]
  /** Open requests to become a guardian; those of members who left do not count. */
  invitations: { count: number; oldestMs: number | null }
  overrides: CalendarOverrides
}

/** Returns the SQL of the columns of `MyPeople`. `me`: the userid in lower case. */
export function peopleColumns(me: SQL, day: DayValue) {
  const admin = sql`(
    select jsonb_build_object('userid', ${members.userid}, 'name', ${members.name}, 'phone', ${members.telephone},
      'isDeputy', ${roleGrants.isDeputy}, 'isAway', ${isAwayOn(day)}, 'decisions', ${latestDecisions})
    from (
      select main.path from members as self join departments as main on main.id = self.main_department_id
      where lower(self.userid) = ${me}
    ) as own
    join ${roleGrants} on ${roleGrants.departmentId} = any(own.path) and ${roleGrants.role} = 'dept_admin'
    join ${members} on lower(${members.userid}) = lower(${roleGrants.userid})
    where ${isGrantActive(day)} and ${members.status} = 1 and ${isNotSuspended(members.userid)}
      and lower(${members.userid}) <> ${me}
    order by array_position(own.path, ${roleGrants.departmentId}) desc, ${roleGrants.isDeputy}, ${members.userid}
    limit 1)`
  return {
    admin: column<MyPeople['admin']>(admin),
    guardians: column<MyPeople['guardians']>(acceptedGuardians(me)),
    invitations: column<MyPeople['invitations']>(invitations(me)),
    overrides: column<MyPeople['overrides']>(calendarOverrides),
  }
}

const acceptedGuardians = (me: SQL) => sql`(
  select coalesce(jsonb_agg(jsonb_build_object('userid', ${members.userid}, 'name', ${members.name})
    order by ${guardians.since}, ${members.userid}), '[]'::jsonb)
  from ${guardians} join ${members} on lower(${members.userid}) = lower(${guardians.guardianId})
  where lower(${guardians.wardId}) = ${me} and ${guardians.state} = 'accepted' and ${members.status} <> ${LEFT})`

const invitations = (me: SQL) => sql`(
  select jsonb_build_object('count', count(*), 'oldestMs', ${epochMs(sql`min(${guardians.since})`)})
  from ${guardians} join ${members} on lower(${members.userid}) = lower(${guardians.wardId})
  where lower(${guardians.guardianId}) = ${me} and ${guardians.state} = 'asked' and ${members.status} <> ${LEFT})`

const countAsked = (me: SQL) => sql`(
  select count(*)::int from ${guardians} join ${members} on lower(${members.userid}) = lower(${guardians.guardianId})
  where lower(${guardians.wardId}) = ${me} and ${guardians.state} = 'asked' and ${members.status} <> ${LEFT})`

/** Lists the guardians of a member who accepted, the earliest first, and counts those who have not answered. */
export async function loadGuardians(db: Database, userid: string) {
  const me = sql`${userid.toLowerCase()}`
  const accepted = column<MemberRef[]>(acceptedGuardians(me))
  const [row] = await db.select({ accepted, asked: column<number>(countAsked(me)) }).from(sql`(select 1) as one`)
  return row ?? { accepted: [], asked: 0 }
}
