import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { ReadDeps } from '../../kernel/deps.ts'
import { countRestOfSlots, type DayFilter, type EntryCounts, noEntries, type Slot } from './day-queries.ts'

/**
 * Entries are committed within this time after their `at`. The exception is the entry of an evidence file whose download takes
 * longer: cached counts lack it until the server restarts.
 */
const SETTLING_MS = HOUR_MS
/** Maximum number of cached counts: about fifty filters with all days of a quarter. */
const MAX_VALUES = 5_000

/** Counts of the entries of a slot before `until`; null: of the whole slot. */
type Settled = { until: string | null; counts: EntryCounts }

export const sumOf = (one: EntryCounts, other: EntryCounts): EntryCounts => ({
  entries: one.entries + other.entries,
  looks: one.looks + other.looks,
  losses: one.losses + other.losses,
})

/**
 * Caches the counts of entries that are older than an hour. Entries are only ever added, with the present time, so nothing has to be
 * invalidated, here or in another process. A day of a large company has tens of thousands of entries: they are counted once, and
 * a further count reads those of the last hour.
 */
export function settledDays() {
  let values = new Map<string, Settled>()
  return {
    /** Counts the matching entries of each of these days or parts of days, by kind. */
    async count(
      { db, clock, site: { timeZone } }: ReadDeps,
      filter: DayFilter,
      slots: readonly Slot[],
    ): Promise<EntryCounts[]> {
      const keyOf = ({ from, to }: Slot) => JSON.stringify([timeZone, from, to, filter])
      const known = slots.map((slot) => values.get(keyOf(slot)))
      const rests = slots.flatMap((slot, index) => {
        const settled = known[index]
        return settled?.until === null ? [] : [{ ...slot, since: settled?.until ?? '' }]
      })
      const settledAt = new Date(clock.now().getTime() - SETTLING_MS)
      const counted = rests.length === 0 ? [] : await countRestOfSlots(db, filter, { rests, timeZone, settledAt })
      if (values.size + counted.length > MAX_VALUES) values = new Map()
      const added = new Map(counted.map((rest) => [rest.from, rest]))
      return slots.map((slot, index) => {
        const { until = '', counts = noEntries } = known[index] ?? {}
        const rest = added.get(slot.from)
        if (!rest) return counts
        values.set(keyOf(slot), {
          // The clock may have been set back.
          until: rest.isOver ? null : ([settledAt.toISOString(), until ?? ''].toSorted().at(-1) ?? null),
          counts: sumOf(counts, rest.settled),
        })
        return sumOf(counts, rest.counts)
      })
    },
  }
}
export type SettledDays = ReturnType<typeof settledDays>
