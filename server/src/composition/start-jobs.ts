import { DAY_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { anchorAudit } from '../features/audit/jobs/anchor-audit.ts'
import { notifyOfStoppedKeys } from '../features/api-keys/jobs/tell-of-stopped-keys.ts'
import { createSealer } from '../features/audit/jobs/seal-audit.ts'
import { reconciler } from '../features/directory/jobs/reconcile-directory.ts'
import { purgeOldDrafts } from '../features/drafts/save-draft.ts'
import { groupsRound } from '../features/groups/jobs/groups-daily.ts'
import { closeUndisputed } from '../features/info-change/jobs/close-undisputed.ts'
import { endLeavers } from '../features/lost-device/jobs/close-cases-of-leavers.ts'
import { detectExternalChanges } from '../features/lost-device/jobs/detect-external-changes.ts'
import { remindLocked } from '../features/lost-device/jobs/remind-locked.ts'
import { planDailyRound } from '../features/policies/reminders/jobs/plan-daily-reminders.ts'
import { refreshCounters } from '../features/policies/roster/refresh-counters.ts'
import { rebuildCounters } from '../features/policies/roster/jobs/rebuild-counters.ts'
import { snapshotBoards } from '../features/policies/roster/jobs/snapshot-board.ts'
import { purgeExpired } from '../features/privacy/jobs/purge-expired.ts'
import { reconcilePendingJobs } from '../features/disaster-recovery/jobs/reconcile-pending-jobs.ts'
import { suppressUntilResumed } from '../features/disaster-recovery/suppress-until-resumed.ts'
import { recordLastSeen } from '../features/disaster-recovery/detect-restored-database.ts'
import type { AppDeps } from './app-deps.ts'
import { refreshCards } from '../features/requests/jobs/refresh-cards.ts'
import { runSelfCheck } from '../features/self-check/run-self-check.ts'
import { purgeLooseFiles } from '../features/comments/upload-attachment.ts'
import { prepareTile } from '../features/workbench/jobs/prepare-tile.ts'
import { repeat, type Repeating } from '../jobs/run-periodically.ts'
import { withEvents } from './event-subscriptions.ts'
import type { Restored } from '../outbox/restore-marker.ts'
import type { JobHandlers } from '../outbox/run-job.ts'
import type { LastSeenAudit } from '../ports/last-seen-audit.ts'

/** Callbacks may be lost, so the directory is read again on a schedule whatever they say. */
const RECONCILE_EVERY_MS = 10 * MINUTE_MS
const SYNC_RETRY_MS = 5_000
/** An account that was locked and is open again: one look at the few open cases. */
const LOCKED_EVERY_MS = 10_000
const DAILY_RETRY_MS = 30_000
/** How long a record waits for its seal at most, while no transaction stays open. */
const SEAL_EVERY_MS = MINUTE_MS

/** Counters of boards follow what changed; whoever opens a board does not wait for it. */
const COUNT_EVERY_MS = 5_000
const COUNTED_AT_ONCE = 500

const countOnce = async (deps: AppDeps): Promise<'soon' | 'done'> =>
  (await refreshCounters(deps, COUNTED_AT_ONCE)) > 0 ? 'soon' : 'done'

type Beside = {
  handlers: JobHandlers
  seen: LastSeenAudit
  restored: Restored | null
  /** Gives the first roles to those who are known. */
  settleRoles: () => Promise<void>
  waitForDatabase: () => Promise<void>
}

/** What runs by the clock and not because somebody asked. Each begins with a run at once. */
export function startJobs(
  usual: AppDeps,
  { handlers, seen, restored, settleRoles, waitForDatabase }: Beside,
): Repeating {
  const { log, clock } = usual
  const quiet = suppressUntilResumed(usual, restored)
  const deps = withEvents({ ...usual, afterRestore: quiet.afterRestore })
  const seal = createSealer(deps)
  const sealChain = async () => {
    await seal()
    await anchorAudit(deps)
  }
  const usually = { log, waitForDatabase }
  const daily = { everyMs: DAY_MS, retryMs: DAILY_RETRY_MS, clock, ...usually }
  const reconcile = { everyMs: RECONCILE_EVERY_MS, retryMs: SYNC_RETRY_MS, ...usually }
  const look = { everyMs: MINUTE_MS, retryMs: SYNC_RETRY_MS, ...usually }
  const reconcileOnce = reconciler(deps, RECONCILE_EVERY_MS)
  // Also where WeCom could not be read: whoever signed in meanwhile is known.
  const readDirectory = () => reconcileOnce().finally(settleRoles)
  const jobs = [
    repeat({
      name: 'restore.quiet',
      run: () => quiet.look(),
      everyMs: SYNC_RETRY_MS,
      retryMs: SYNC_RETRY_MS,
      ...usually,
    }),
    repeat({ name: 'restore.look', run: () => reconcilePendingJobs(deps, handlers), ...look }),
    repeat({ name: 'restore.seen', run: () => recordLastSeen({ ...deps, seen }), ...look }),
    repeat({ name: 'directory.sync', run: readDirectory, ...reconcile }),
    repeat({ name: 'audit.chain', run: sealChain, everyMs: SEAL_EVERY_MS, retryMs: SEAL_EVERY_MS, ...usually }),
    repeat({ name: 'privacy.purge', run: () => purgeExpired(deps), ...daily }),
    repeat({ name: 'requests.close', run: () => closeUndisputed(deps), ...daily, everyMs: 60 * MINUTE_MS }),
    repeat({ name: 'lost.remind', run: () => remindLocked(deps), ...daily, everyMs: 60 * MINUTE_MS }),
    repeat({
      name: 'lost.leavers',
      run: () => endLeavers(deps),
      everyMs: MINUTE_MS,
      retryMs: SYNC_RETRY_MS,
      ...usually,
    }),
    repeat({
      name: 'lost.outside',
      run: () => detectExternalChanges(deps),
      everyMs: LOCKED_EVERY_MS,
      retryMs: SYNC_RETRY_MS,
      ...usually,
    }),
    repeat({ name: 'groups.round', run: () => groupsRound(deps), ...daily, everyMs: 10 * MINUTE_MS }),
    repeat({
      name: 'policies.count',
      run: () => countOnce(deps),
      everyMs: COUNT_EVERY_MS,
      retryMs: SYNC_RETRY_MS,
      ...usually,
    }),
    repeat({ name: 'policies.remind', run: () => planDailyRound(deps), ...daily, everyMs: 5 * MINUTE_MS }),
    repeat({ name: 'keys.stopped', run: () => notifyOfStoppedKeys(deps), ...look }),
    repeat({ name: 'policies.snapshot', run: () => snapshotBoards(deps), ...look }),
    repeat({ name: 'policies.sweep', run: () => rebuildCounters(deps), ...daily }),
    repeat({ name: 'drafts.purge', run: () => purgeOldDrafts(deps), ...daily }),
    repeat({ name: 'files.purge', run: () => purgeLooseFiles(deps), ...daily, everyMs: 60 * MINUTE_MS }),
    repeat({ name: 'cards.refresh', run: () => refreshCards(deps), ...daily }),
    // The check looks at the tile too, so the tile comes first.
    repeat({ name: 'console', run: () => prepareTile(deps).finally(() => runSelfCheck(deps)), ...daily }),
  ]
  return {
    async stop() {
      await Promise.all(jobs.map((job) => job.stop()))
    },
  }
}
