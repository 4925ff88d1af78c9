import { vi } from 'vitest'

/** Longer than a busy machine takes to load a page's parts. */
const TIMEOUT_MS = 60_000

/** Waits until `expectation` no longer throws, and returns what it returns. @throws what it throws after a minute */
export const eventually = <T>(expectation: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(expectation, { timeout: TIMEOUT_MS })
