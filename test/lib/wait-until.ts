import { setTimeout as delay } from 'node:timers/promises'

/** Ends a test that hangs, but not one that is slow. */
const TIMEOUT_MS = 180_000
const INTERVAL_MS = 50
const MAX_INTERVAL_MS = 250

/**
 * Calls `read` until it returns a value, and throws after the timeout: at first often, then less, since each call takes processor
 * time from what it waits for. `description` is for the error message.
 */
export async function until<Value>(
  description: string,
  read: () => Promise<Value | null>,
  timeoutMs = TIMEOUT_MS,
): Promise<Value> {
  const started = performance.now()
  for (;;) {
    const value = await read()
    if (value !== null) return value
    const waited = performance.now() - started
    if (waited > timeoutMs) throw new Error(`timed out waiting for ${description}`)
    await delay(Math.min(Math.max(INTERVAL_MS, waited / 10), MAX_INTERVAL_MS))
  }
}
