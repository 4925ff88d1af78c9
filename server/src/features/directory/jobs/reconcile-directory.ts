import type { JobHandlers } from '../../../outbox/run-job.ts'
import { lastFinished } from '../sync-run-queries.ts'
import { type SyncDeps, syncDirectory } from './sync-directory.ts'

/** Part of the interval after which a reading of another instance no longer counts as this turn's. */
const FRESH = 0.9

/**
 * The scheduled reading, for `repeat`: callbacks may be lost, so it is the truth, and they only make it fast. Of several
 * instances one reads per turn. The first turn of a process reads in any case, unless another read since the start.
 */
export function reconciler(deps: SyncDeps, everyMs: number): () => Promise<unknown> {
  const processStart = deps.clock.now()
  let isFirst = true
  return async () => {
    const since = isFirst ? processStart : new Date(deps.clock.now().getTime() - everyMs * FRESH)
    const last = await lastFinished(deps.db)
    const result = last && last.startedAt > since ? 'fresh' : await syncDirectory(deps)
    if (result === 'busy') return 'soon'
    isFirst = false
    return result
  }
}

/** The same, because somebody asked for it. While another process reads, there is nothing to add. */
export const syncHandlers = (deps: SyncDeps): JobHandlers => ({
  'directory.sync': {
    async handle() {
      await syncDirectory(deps)
      return async () => {}
    },
  },
})
