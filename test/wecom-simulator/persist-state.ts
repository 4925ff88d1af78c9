import type { Simulator } from './simulator.ts'
import { loadState, restoreState, saveState } from './state-file.ts'

/** Delay before a write, so that a burst of calls causes one. */
const WRITE_DELAY_MS = 500

/** Interval of writes without changes: after a crash the clock must not be behind the rows of the app. */
const WRITE_INTERVAL_MS = 5000

/**
 * Restores the state from a file, and saves it after changes, every five seconds and at the end. A crash loses the changes of the last half
 * second. Logged calls and callbacks are not saved, so they cause no write.
 */
export const persistState = (path: string, { state, context, bus }: Simulator): { stop(): void } => {
  const saved = loadState(path)
  if (saved) {
    restoreState(state, saved.state)
    // The clock continues from the saved time, so that messages, codes and tokens keep their age.
    const behindMs = saved.nowMs - context.clock.nowMs()
    if (behindMs > 0) context.clock.advance?.(behindMs)
  }
  let timer: NodeJS.Timeout | null = null
  const save = (): void => {
    timer = null
    saveState(path, state, context.clock.nowMs())
  }
  const unsubscribe = bus.subscribe((topic) => {
    if (topic === 'call' || topic === 'callback') return
    timer ??= setTimeout(save, WRITE_DELAY_MS)
  })
  const interval = setInterval(save, WRITE_INTERVAL_MS)
  return {
    stop() {
      unsubscribe()
      clearInterval(interval)
      if (timer) clearTimeout(timer)
      save()
    },
  }
}
