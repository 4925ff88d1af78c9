import { setTimeout as delay } from 'node:timers/promises'

/** Ends a test that hangs, but not one that is slow. */
const TIMEOUT_MS = 180_000
const INTERVAL_MS = 50

/** Calls `read` until it returns a value, and throws after the timeout. `description` is for the error message. */
export async function until<Value>(
  description: string,
  read: () => Promise<Value | null>,
  timeoutMs = TIMEOUT_MS,
): Promise<Value> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const value = await read()
    if (value !== null) return value
    if (performance.now() > deadline) throw new Error(`timed out waiting for ${description}`)
    await delay(INTERVAL_MS)
  }
}
