import { afterAll } from 'vitest'

/**
 * Clears the timers that a test file leaves behind. Vant measures a popup for 300 ms after it was mounted, without
 * stopping when it is unmounted: by then the document of the file may be gone.
 */
const { setTimeout: start } = globalThis
const timers = new Set<ReturnType<typeof setTimeout>>()

globalThis.setTimeout = Object.assign((...args: Parameters<typeof start>) => {
  const timer = start(...args)
  timers.add(timer)
  return timer
}, start) as typeof start

afterAll(() => {
  globalThis.setTimeout = start
  for (const timer of timers) clearTimeout(timer)
})
