/**
 * The database is slow while at least `MANY` responses wait for it, and the one whose wait ended last had waited `LONG_MS` in
 * all, a quarter of its deadline. Without a limit, most responses would miss their deadline after they had cost as much as the
 * others: at twice its capacity, the server answered a sixth to a quarter in time. With half the deadline instead of a quarter,
 * even the admitted ones miss it.
 */
const MANY = 32
const LONG_MS = 1_000
/** A shorter stall passes, as of a server that has just started: its responses are slow for two seconds, but come in time. */
const LASTING_MS = 3_000
/** Time without a slow response that ends a stall; shorter pauses occur while reads are refused. */
const CALM_MS = 5_000

/**
 * `lastWaitedMs`: how long the response whose wait ended last, by a result or by its timeout, had waited in all its statements; 0
 * while fewer wait. `slowSince` and `slowUntil`: times of the first and the last slow response of the present or last stall.
 */
const load = { waiting: 0, lastWaitedMs: 0, slowSince: 0, slowUntil: -Infinity }

export function beginWaiting(): void {
  if (load.waiting < MANY) load.lastWaitedMs = 0
  load.waiting += 1
}

export function endWaiting(waitedMs: number): void {
  const now = performance.now()
  if (load.waiting >= MANY && waitedMs >= LONG_MS) {
    // Absolute, because the clock starts again with the fake timers of a test.
    if (Math.abs(now - load.slowUntil) > CALM_MS) load.slowSince = now
    load.slowUntil = now
  }
  load.waiting -= 1
  load.lastWaitedMs = waitedMs
}

/** Returns whether the database has been slow for so long that new reads should be refused. */
export const isOverloaded = (): boolean =>
  load.waiting >= MANY && load.lastWaitedMs >= LONG_MS && performance.now() - load.slowSince >= LASTING_MS
