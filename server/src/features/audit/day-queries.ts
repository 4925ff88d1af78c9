import { kindOfAction } from '@desk/shared/audit-entries/action-kinds'
import type { AuditDays } from '@desk/shared/audit/audit-schemas'
import { and, type SQL, sql } from 'drizzle-orm'
import { textArray } from '../../db/json-parameters.ts'
import type { Database } from '../../db/database.ts'
import { rowsOf } from '../../db/rows-of.ts'
import { auditEntries } from '../../db/schema/index.ts'
import { entriesOfKey, keysOfPeople, matches, type ResolvedFilter } from './entry-queries.ts'

/** Days in ascending order, without gaps. */
type Days = { days: readonly string[]; timeZone: string }
type ActionCount = { day: string; action: string; entries: number }

/**
 * Counts the matching entries of each of these days, by kind. What is read grows with the entries of these days, or of the
 * people. The kinds are told apart here: comparing each entry with the names of their actions takes the database five times as
 * long as grouping.
 */
export async function listDayCounts(
  db: Database,
  { people, ...filter }: Omit<ResolvedFilter, 'from' | 'to'>,
  days: Days,
): Promise<AuditDays['days']> {
  const query = people === undefined ? countsOfEachDay(filter, days) : countsOfPeople(people, filter, days)
  const counted = new Map(days.days.map((day) => [day, { day, entries: 0, looks: 0, losses: 0 }]))
  for (const { day, action, entries } of await rowsOf<ActionCount>(db, query)) {
    const counts = counted.get(day)
    if (counts === undefined) continue
    counts.entries += entries
    const kind = kindOfAction(action)
    if (kind !== 'changes') counts[kind] += entries
  }
  return [...counted.values()]
}

/** Returns the SQL with a subquery for each day: each reads only its part of the index on `at`, however large the audit is. */
const countsOfEachDay = (filter: ResolvedFilter, { days, timeZone }: Days): SQL =>
  sql`select chosen as day, counted.action, counted.entries
    from unnest(${textArray(days)}) as chosen cross join lateral (
      select action, count(*)::int as entries from ${auditEntries}
      where ${and(isWithin(sql`chosen`, sql`chosen`, timeZone), matches(filter))} group by action) counted`

/** Reads the entries of the people by their keys: they are few among those of a day. */
function countsOfPeople(
  people: NonNullable<ResolvedFilter['people']>,
  filter: ResolvedFilter,
  { days, timeZone }: Days,
): SQL {
  const isInRange = isWithin(sql`${days[0] ?? ''}`, sql`${days.at(-1) ?? ''}`, timeZone)
  const found = keysOfPeople(people).map(
    ({ keys, matchesKey }) => sql`select entry.seq, entry.at, entry.action
      from unnest(${textArray(keys)}) as key cross join lateral (
        select seq, at, action from ${auditEntries} where ${and(matchesKey, isInRange, matches(filter))}) entry`,
  )
  return sql`select to_char(at at time zone ${timeZone}, 'YYYY-MM-DD') as day, action, count(*)::int as entries
    from (${sql.join(found, sql` union `)}) found group by 1, 2`
}

/** Counts the matching entries of people on each of these days, which are in ascending order and without gaps. */
export function countDaysOfPeople(
  db: Database,
  people: People,
  { filter, days, timeZone }: { filter: DayFilter; days: readonly string[]; timeZone: string },
): Promise<DayCount[]> {
  const first = startOf(sql`${days[0] ?? ''}`, timeZone)
  const end = endOf(sql`${days.at(-1) ?? ''}`, timeZone)
  const where = and(sql`${auditEntries.at} >= ${first} and ${auditEntries.at} < ${end}`, matches(filter))
  const found = keysOfPeople(people).map(
    ({ keys, equals }) => sql`select entry.seq, entry.at from unnest(${textArray(keys)}) as key cross join lateral (
      select seq, at from ${entriesOfKey(equals(sql`key`))} where ${where}) entry`,
  )
  return rowsOf(
    db,
    sql`select chosen as day, coalesce(counted.entries, 0) as entries from unnest(${textArray(days)}) as chosen
      left join (
        select to_char(at at time zone ${timeZone}, 'YYYY-MM-DD') as day, count(*)::int as entries
        from (${sql.join(found, sql` union `)}) found group by 1
      ) counted on counted.day = chosen
      order by chosen`,
  )
}

const startOf = (day: SQL, timeZone: string): SQL => sql`(${day}::date)::timestamp at time zone ${timeZone}`
const endOf = (day: SQL, timeZone: string): SQL => sql`(${day}::date + 1)::timestamp at time zone ${timeZone}`
