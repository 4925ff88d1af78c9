import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { ReadDeps } from '../../kernel/deps.ts'
import { countRestOfDays, type DayFilter } from './day-queries.ts'

/** No transaction takes as long to commit an entry, whose time is that of its beginning. */
const SETTLING_MS = HOUR_MS
/** Fifty filters with all days of a quarter. */
const MAX_VALUES = 5_000

/** How many entries of a day were before an instant; null: the whole day was. */
type Settled = { until: string | null; entries: number }

/**
 * Keeps the counts of entries that are older than an hour. Entries are only ever added, with the present time, so nothing has to be
 * invalidated, here or in another process. A day of a large company has tens of thousands of entries: they are counted once, and
 * a further count reads those of the last hour.
 */
export function settledDays() {
  let values = new Map<string, Settled>()
  return {
    /** Counts the matching entries of each of these days. */
    async count({ db, clock, site: { timeZone } }: ReadDeps, filter: DayFilter, days: readonly string[]) {
      const keyOf = (day: string) => JSON.stringify([timeZone, day, filter])
      const known = new Map(days.map((day) => [day, values.get(keyOf(day))]))
      const rests = days.flatMap((day) => {
        const settled = known.get(day)
        return settled?.until === null ? [] : [{ day, since: settled?.until ?? '' }]
      })
      const settledAt = new Date(clock.now().getTime() - SETTLING_MS)
      const counts = rests.length === 0 ? [] : await countRestOfDays(db, filter, { rests, timeZone, settledAt })
      if (values.size + counts.length > MAX_VALUES) values = new Map()
      for (const { day, settled, isOver } of counts)
        values.set(keyOf(day), {
          // The clock may have been set back.
          until: isOver ? null : ([settledAt.toISOString(), known.get(day)?.until ?? ''].toSorted().at(-1) ?? null),
          entries: (known.get(day)?.entries ?? 0) + settled,
        })
      const added = new Map(counts.map(({ day, entries }) => [day, entries]))
      return days.map((day) => ({ day, entries: (known.get(day)?.entries ?? 0) + (added.get(day) ?? 0) }))
    },
  }
}
export type SettledDays = ReturnType<typeof settledDays>
