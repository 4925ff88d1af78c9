import { kindOfAction } from '@desk/shared/audit-entries/action-kinds'
import { and, type SQL, sql } from 'drizzle-orm'
import { textArray } from '../../db/json-parameters.ts'
import type { Database } from '../../db/database.ts'
import { rowsOf } from '../../db/rows-of.ts'
import { auditEntries } from '../../db/schema/index.ts'
import { entriesOfKey, keysOfPeople, matches, type ResolvedFilter } from './entry-queries.ts'

/** A filter without the range. */
export type DayFilter = Omit<ResolvedFilter, 'from' | 'to' | 'people'>
type People = NonNullable<ResolvedFilter['people']>
export type EntryCounts = { entries: number; looks: number; losses: number }

/** A day or a part of it, by the clocks of the business time zone: `2026-03-17 22:00` to `2026-03-18 00:00`. */
export type Slot = { from: string; to: string }
/** A slot to count from an instant on, as ISO 8601, if it is within the slot; an empty text: from its beginning. */
type RestOfSlot = Slot & { since: string }
/** `settled`: those of the counted entries before an instant; `isOver`: whether the slot had ended by then. */
type RestCount = { from: string; counts: EntryCounts; settled: EntryCounts; isOver: boolean }

export const noEntries: EntryCounts = { entries: 0, looks: 0, losses: 0 }

/**
 * Adds entries of an action to the counts. The kinds are told apart here: comparing each entry with the names of their actions
 * takes the database five times as long as grouping.
 */
function addAction(counts: EntryCounts, action: string, entries: number): EntryCounts {
  const kind = kindOfAction(action)
  const total = { ...counts, entries: counts.entries + entries }
  return kind === 'changes' ? total : { ...total, [kind]: counts[kind] + entries }
}

/**
 * Counts the matching entries of each of these slots, and those of them before `settledAt`, by kind. Each slot has a subquery of its
 * own, which reads only its part of the index on `at`, however large the audit is.
 */
export async function countRestOfSlots(
  db: Database,
  filter: DayFilter,
  { rests, timeZone, settledAt }: { rests: readonly RestOfSlot[]; timeZone: string; settledAt: Date },
): Promise<RestCount[]> {
  const arrayOf = (part: keyof RestOfSlot) => textArray(rests.map((rest) => rest[part]))
  const settled = sql`${settledAt.toISOString()}::timestamptz`
  type Row = { from: string; isOver: boolean; action: string | null; entries: number; settled: number }
  const rows = await rowsOf<Row>(
    db,
    sql`select rest.begins as "from", rest.ends_at <= ${settled} as "isOver", counted.action, counted.entries, counted.settled
      from (
        select begins, greatest(nullif(since, '')::timestamptz, ${instantOf(sql`begins`, timeZone)}) as since,
          ${instantOf(sql`ends`, timeZone)} as ends_at
        from unnest(${arrayOf('from')}, ${arrayOf('to')}, ${arrayOf('since')}) as given(begins, ends, since)
      ) rest left join lateral (
        select action, count(*)::int as entries, (count(*) filter (where ${auditEntries.at} < ${settled}))::int as settled
        from ${auditEntries}
        where ${and(sql`${auditEntries.at} >= rest.since and ${auditEntries.at} < rest.ends_at`, matches(filter))}
        group by action
      ) counted on true`,
  )
  const counted = new Map<string, RestCount>()
  for (const { from: key, isOver, action, entries, settled: before } of rows) {
    const known = counted.get(key) ?? { from: key, isOver, counts: noEntries, settled: noEntries }
    if (action !== null) {
      known.counts = addAction(known.counts, action, entries)
      known.settled = addAction(known.settled, action, before)
    }
    counted.set(key, known)
  }
  return [...counted.values()]
}

/** Counts the matching entries of people in each of these slots, which are in ascending order and without gaps, by kind. */
export async function countSlotsOfPeople(
  db: Database,
  people: People,
  { filter, slots, timeZone }: { filter: DayFilter; slots: readonly Slot[]; timeZone: string },
): Promise<EntryCounts[]> {
  const first = instantOf(sql`${slots[0]?.from ?? ''}`, timeZone)
  const end = instantOf(sql`${slots.at(-1)?.to ?? ''}`, timeZone)
  const where = and(sql`${auditEntries.at} >= ${first} and ${auditEntries.at} < ${end}`, matches(filter))
  const found = keysOfPeople(people).map(
    ({ keys, equals }) => sql`select entry.seq, entry.at, entry.action
      from unnest(${textArray(keys)}) as key cross join lateral (
        select seq, at, action from ${entriesOfKey(equals(sql`key`))} where ${where}) entry`,
  )
  const starts = sql`array(select ${instantOf(sql`begins`, timeZone)} from unnest(${textArray(slots.map(({ from }) => from))}) begins)`
  const rows = await rowsOf<{ slot: number; action: string; entries: number }>(
    db,
    sql`select width_bucket(at, ${starts}) - 1 as slot, action, count(*)::int as entries
      from (${sql.join(found, sql` union `)}) found group by 1, 2`,
  )
  const counted = slots.map(() => noEntries)
  for (const { slot, action, entries } of rows) counted[slot] = addAction(counted[slot] ?? noEntries, action, entries)
  return counted
}

/** Returns the instant of a time on the clocks of the time zone. */
const instantOf = (time: SQL, timeZone: string): SQL => sql`(${time})::timestamp at time zone ${timeZone}`
