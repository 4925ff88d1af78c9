import { kindOfAction } from '@desk/shared/audit-entries/action-kinds'
import type { AuditDays } from '@desk/shared/audit/audit-schemas'
import { and, type SQL, sql } from 'drizzle-orm'
import { textArray } from '../../db/json-parameters.ts'
import type { Database } from '../../db/database.ts'
import { rowsOf } from '../../db/rows-of.ts'
import { auditEntries } from '../../db/schema/index.ts'
import { entriesOfKey, keysOfPeople, matches, type ResolvedFilter } from './entry-queries.ts'

/** A filter without the range. */
export type DayFilter = Omit<ResolvedFilter, 'from' | 'to' | 'people'>
type People = NonNullable<ResolvedFilter['people']>
export type DayCounts = Omit<AuditDays['days'][number], 'day'>

/** A day to count from an instant on, as ISO 8601, if it is within the day; an empty text: from its beginning. */
type RestOfDay = { day: string; since: string }
/** `settled`: the entries before the instant; `isOver`: whether the day had ended by then. */
type RestCount = { day: string; counts: DayCounts; settled: DayCounts; isOver: boolean }

export const noEntries: DayCounts = { entries: 0, looks: 0, losses: 0 }

/**
 * Adds entries of an action to the counts. The kinds are told apart here: comparing each entry with the names of their actions
 * takes the database five times as long as grouping.
 */
function addAction(counts: DayCounts, action: string, entries: number): DayCounts {
  const kind = kindOfAction(action)
  const total = { ...counts, entries: counts.entries + entries }
  return kind === 'changes' ? total : { ...total, [kind]: counts[kind] + entries }
}

/**
 * Counts the matching entries of each of these days, and those of them before `settledAt`, by kind. Each day has a subquery of its
 * own, which reads only its part of the index on `at`, however large the audit is.
 */
export async function countRestOfDays(
  db: Database,
  filter: DayFilter,
  { rests, timeZone, settledAt }: { rests: readonly RestOfDay[]; timeZone: string; settledAt: Date },
): Promise<RestCount[]> {
  const [days, since] = [textArray(rests.map(({ day }) => day)), textArray(rests.map((rest) => rest.since))]
  const settled = sql`${settledAt.toISOString()}::timestamptz`
  type Row = { day: string; isOver: boolean; action: string | null; entries: number; settled: number }
  const rows = await rowsOf<Row>(
    db,
    sql`select rest.day, rest.ends_at <= ${settled} as "isOver", counted.action, counted.entries, counted.settled
      from (
        select day, greatest(nullif(since, '')::timestamptz, ${startOf(sql`day`, timeZone)}) as since,
          ${endOf(sql`day`, timeZone)} as ends_at
        from unnest(${days}, ${since}) as given(day, since)
      ) rest left join lateral (
        select action, count(*)::int as entries, (count(*) filter (where ${auditEntries.at} < ${settled}))::int as settled
        from ${auditEntries}
        where ${and(sql`${auditEntries.at} >= rest.since and ${auditEntries.at} < rest.ends_at`, matches(filter))}
        group by action
      ) counted on true`,
  )
  const counted = new Map<string, RestCount>()
  for (const { day, isOver, action, entries, settled: before } of rows) {
    const known = counted.get(day) ?? { day, isOver, counts: noEntries, settled: noEntries }
    if (action !== null) {
      known.counts = addAction(known.counts, action, entries)
      known.settled = addAction(known.settled, action, before)
    }
    counted.set(day, known)
  }
  return [...counted.values()]
}

/** Counts the matching entries of people on each of these days, which are in ascending order and without gaps, by kind. */
export async function countDaysOfPeople(
  db: Database,
  people: People,
  { filter, days, timeZone }: { filter: DayFilter; days: readonly string[]; timeZone: string },
): Promise<AuditDays['days']> {
  const first = startOf(sql`${days[0] ?? ''}`, timeZone)
  const end = endOf(sql`${days.at(-1) ?? ''}`, timeZone)
  const where = and(sql`${auditEntries.at} >= ${first} and ${auditEntries.at} < ${end}`, matches(filter))
  const found = keysOfPeople(people).map(
    ({ keys, equals }) => sql`select entry.seq, entry.at, entry.action
      from unnest(${textArray(keys)}) as key cross join lateral (
        select seq, at, action from ${entriesOfKey(equals(sql`key`))} where ${where}) entry`,
  )
  const rows = await rowsOf<{ day: string; action: string; entries: number }>(
    db,
    sql`select to_char(at at time zone ${timeZone}, 'YYYY-MM-DD') as day, action, count(*)::int as entries
      from (${sql.join(found, sql` union `)}) found group by 1, 2`,
  )
  const counted = new Map(days.map((day) => [day, noEntries]))
  for (const { day, action, entries } of rows)
    counted.set(day, addAction(counted.get(day) ?? noEntries, action, entries))
  return days.map((day) => ({ day, ...(counted.get(day) ?? noEntries) }))
}

const startOf = (day: SQL, timeZone: string): SQL => sql`(${day}::date)::timestamp at time zone ${timeZone}`
const endOf = (day: SQL, timeZone: string): SQL => sql`(${day}::date + 1)::timestamp at time zone ${timeZone}`
