import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { AuditDays } from '@desk/shared/audit/audit-schemas'
import type { ReadDeps } from '../../kernel/deps.ts'
import { countRestOfDays, type DayCounts, type DayFilter, noEntries } from './day-queries.ts'

/**
 * Entries are committed within this time of their own. The exception is the entry of an evidence file whose download takes
 * longer: kept counts lack it until the server restarts.
 */
const SETTLING_MS = HOUR_MS
/** Fifty filters with all days of a quarter. */
const MAX_VALUES = 5_000

/** The entries of a day before an instant; null: all of the day. */
type Settled = { until: string | null; counts: DayCounts }

const sum = (one: DayCounts, other: DayCounts): DayCounts => ({
  entries: one.entries + other.entries,
  looks: one.looks + other.looks,
  losses: one.losses + other.losses,
})

/**
 * Keeps the counts of entries that are older than an hour. Entries are only ever added, with the present time, so nothing has to be
 * invalidated, here or in another process. A day of a large company has tens of thousands of entries: they are counted once, and
 * a further count reads those of the last hour.
 */
export function settledDays() {
  let values = new Map<string, Settled>()
  return {
    /** Counts the matching entries of each of these days, by kind. */
    async count(
      { db, clock, site: { timeZone } }: ReadDeps,
      filter: DayFilter,
      days: readonly string[],
    ): Promise<AuditDays['days']> {
      const keyOf = (day: string) => JSON.stringify([timeZone, day, filter])
      const known = new Map(days.map((day) => [day, values.get(keyOf(day))]))
      const rests = days.flatMap((day) => {
        const settled = known.get(day)
        return settled?.until === null ? [] : [{ day, since: settled?.until ?? '' }]
      })
      const settledAt = new Date(clock.now().getTime() - SETTLING_MS)
      const counted = rests.length === 0 ? [] : await countRestOfDays(db, filter, { rests, timeZone, settledAt })
      if (values.size + counted.length > MAX_VALUES) values = new Map()
      for (const { day, settled, isOver } of counted)
        values.set(keyOf(day), {
          // The clock may have been set back.
          until: isOver ? null : ([settledAt.toISOString(), known.get(day)?.until ?? ''].toSorted().at(-1) ?? null),
          counts: sum(known.get(day)?.counts ?? noEntries, settled),
        })
      const added = new Map(counted.map(({ day, counts }) => [day, counts]))
      return days.map((day) => ({
        day,
        ...sum(known.get(day)?.counts ?? noEntries, added.get(day) ?? noEntries),
      }))
    },
  }
}
export type SettledDays = ReturnType<typeof settledDays>
