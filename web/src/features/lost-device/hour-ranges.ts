const HOURS = 24

export type HourRange = { from: number; to: number }

/** Merges hours into ranges, also across midnight. All 24 hours give one range. */
export function hourRanges(hours: readonly number[]): HourRange[] {
  const wanted = new Set(hours)
  if (wanted.size === HOURS) return [{ from: 0, to: HOURS }]
  const starts = [...wanted].filter((hour) => !wanted.has((hour + HOURS - 1) % HOURS)).sort((a, b) => a - b)
  return starts.map((from) => {
    let to = (from + 1) % HOURS
    while (wanted.has(to)) to = (to + 1) % HOURS
    return { from, to }
  })
}
