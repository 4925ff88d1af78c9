import type { Clock } from '../ports/clock.ts'
import { TooManyError } from './app-error.ts'

/** Maximum number of keys; the oldest are deleted first. */
const MAX_KEYS = 10_000

/** Counts events per key in a sliding window, in this process, by the injected clock. */
export function rateWindow(clock: Clock, { limit, windowMs }: { limit: number; windowMs: number }) {
  const times = new Map<string, number[]>()
  const listRecent = (key: string) => {
    const since = clock.now().getTime() - windowMs
    return (times.get(key) ?? []).filter((at) => at > since)
  }
  const isFull = (key: string): boolean => listRecent(key).length >= limit
  function add(key: string): void {
    const calls = [...listRecent(key), clock.now().getTime()].slice(-limit)
    // Deleted first, so that the map stays ordered by last use.
    times.delete(key)
    times.set(key, calls)
    const [oldest] = times.keys()
    if (times.size > MAX_KEYS && oldest !== undefined) times.delete(oldest)
  }
  return {
    isFull,
    add,
    /** Counts an event. @throws TooManyError with this message when the window is full. */
    addOrThrow(key: string, message: string): void {
      if (isFull(key)) throw new TooManyError(message)
      add(key)
    },
    /** Seconds until a full window has room again. */
    secondsUntilFree(key: string): number {
      const [oldest = 0] = listRecent(key).slice(-limit)
      return Math.max(1, Math.ceil((oldest + windowMs - clock.now().getTime()) / 1000))
    },
  }
}
export type RateWindow = ReturnType<typeof rateWindow>
