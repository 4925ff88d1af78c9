import { deferWhileUnanswered } from '../../../outbox/defer-while-unanswered.ts'
import { type JobHandlers, noWrites } from '../../../outbox/run-job.ts'
import { lastFinished } from '../../../directory/last-run-queries.ts'
import { type SyncDeps, syncDirectory } from './sync-directory.ts'

/** Share of the interval within which a sync by another instance counts as this run's. */
const FRESH_SHARE = 0.9

/**
 * Returns the scheduled sync, for `repeat`. Callbacks can be lost and only make changes visible sooner; the scheduled sync
 * is authoritative. Only one of several instances syncs per interval. The first run of a process syncs in any case, unless
 * another instance has synced since the process started. A sync ahead of the clock, which was set back, does not count.
 */
export function createReconciler(deps: SyncDeps, everyMs: number): (signal?: AbortSignal) => Promise<unknown> {
  const processStart = deps.clock.now()
  let isFirst = true
  return async (signal) => {
    const now = deps.clock.now()
    const since = isFirst && processStart <= now ? processStart : new Date(now.getTime() - everyMs * FRESH_SHARE)
    const last = await lastFinished(deps.db)
    const isFresh = last !== null && last.startedAt > since && last.startedAt <= now
    const result = isFresh ? 'fresh' : await syncDirectory({ ...deps, signal })
    // After the first run, the sync of the other instance counts as this one's.
    if (result === 'busy') return isFirst ? 'soon' : result
    isFirst = false
    return result
  }
}

/**
 * Handles a sync that ops requested. While another instance syncs, there is nothing to do; one that stopped with the server
 * is continued when it starts.
 */
export const syncHandlers = (deps: SyncDeps): JobHandlers => ({
  'directory.sync': {
    async handle(_job, _checkpoint, signal) {
      await deferWhileUnanswered(deps, () => syncDirectory({ ...deps, signal }))
      return noWrites
    },
  },
})
