import type { Simulator } from './simulator.ts'
import { loadState, restoreState, saveState } from './state-file.ts'

/** Long enough that a burst of calls is one write. */
const SETTLE_MS = 500

/** Time passes while nothing happens; after a crash it must not be earlier than the app's own rows. */
const CLOCK_MS = 5000

/** A company that outlives the process. A crash loses what changed within the last half second. */
export const persistState = (path: string, { state, context, bus }: Simulator): { stop(): void } => {
  const kept = loadState(path)
  if (kept) {
    restoreState(state, kept.state)
    // Time goes on where it stopped: messages, codes and tokens keep their age.
    const behindMs = kept.nowMs - context.clock.nowMs()
    if (behindMs > 0) context.clock.advance?.(behindMs)
  }
  let timer: NodeJS.Timeout | null = null
  const save = (): void => {
    timer = null
    saveState(path, state, context.clock.nowMs())
  }
  const unsubscribe = bus.subscribe((topic) => {
    if (topic === 'call' || topic === 'callback') return
    timer ??= setTimeout(save, SETTLE_MS)
  })
  const beat = setInterval(save, CLOCK_MS)
  return {
    stop() {
      unsubscribe()
      clearInterval(beat)
      if (timer) clearTimeout(timer)
      save()
    },
  }
}
