const HOURS = 24

export type HourSpan = { from: number; to: number }

/** Hours as people say them: runs from one until another, round midnight too. All of them: a whole day. */
export function hourSpans(hours: readonly number[]): HourSpan[] {
  const wanted = new Set(hours)
  if (wanted.size === HOURS) return [{ from: 0, to: HOURS }]
  const starts = [...wanted].filter((hour) => !wanted.has((hour + HOURS - 1) % HOURS)).sort((a, b) => a - b)
  return starts.map((from) => {
    let to = (from + 1) % HOURS
    while (wanted.has(to)) to = (to + 1) % HOURS
    return { from, to }
  })
}
