import { type SQL, sql, type SQLWrapper } from 'drizzle-orm'
import { type DayValue, isDelegationActive } from '../../../access/grant-conditions.ts'
import type { Database } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { calendarDays, delegations, members, requestCandidates, requests } from '../../../db/schema/index.ts'

/** Number of the latest decisions from which the usual time is computed. */
const LATEST_DECISIONS = 20

/** How to reach an approver, and how fast they decide. */
export type ContactRow = {
  phone: string
  isAway: boolean
  /** For each decision: when they were asked and when they decided, in milliseconds since 1970. */
  decisions: [number, number][]
}

/** Days that ops set as working or free, by day. */
export type CalendarOverrides = Record<string, boolean>

/** Wraps an expression as a column: in a statement without joins, drizzle omits table names in the outermost expression. */
export const column = <Value>(expression: SQL): SQL<Value> => sql<Value>`${expression}`

/** Returns the SQL of an instant in milliseconds since 1970. */
export const epochMs = (instant: SQLWrapper): SQL => sql`(extract(epoch from ${instant}) * 1000)::int8`

/** The latest decisions of the member of the surrounding statement. */
export const latestDecisions = sql`(
  select coalesce(jsonb_agg(jsonb_build_array(${epochMs(sql`one.asked_at`)}, ${epochMs(sql`one.decided_at`)})), '[]'::jsonb)
  from (
    select ${requestCandidates.askedAt}, ${requests.decidedAt} from ${requests}
    join ${requestCandidates} on ${requestCandidates.requestId} = ${requests.id}
      and lower(${requestCandidates.userid}) = lower(${members.userid})
    where lower(${requests.decidedBy}) = lower(${members.userid}) and ${requests.decidedAt} is not null
    order by ${requests.decidedAt} desc limit ${sql.raw(String(LATEST_DECISIONS))}
  ) as one)`

/** Returns the SQL condition that another member decides for the member of the surrounding statement on a day. */
export const isAwayOn = (day: DayValue): SQL => sql`exists (select 1 from ${delegations}
  where lower(${delegations.principal}) = lower(${members.userid}) and ${isDelegationActive(day)})`

export const calendarOverrides = sql`(
  select coalesce(jsonb_object_agg(${calendarDays.day}, ${calendarDays.isWorking}), '{}'::jsonb) from ${calendarDays})`

/** Finds the contact row of a member, with the days that ops set; null when there is no such member. */
export async function findContact(
  db: Database,
  userid: string,
  day: DayValue,
): Promise<(ContactRow & { overrides: CalendarOverrides }) | null> {
  const [row] = await db
    .select({
      phone: members.telephone,
      isAway: column<boolean>(isAwayOn(day)),
      decisions: column<ContactRow['decisions']>(latestDecisions),
      overrides: column<CalendarOverrides>(calendarOverrides),
    })
    .from(members)
    .where(matchesUserid(members.userid, userid))
  return row ?? null
}
