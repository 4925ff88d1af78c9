import { DAY_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { watchTransfers } from '../features/accounts/transfer/jobs/watch-transfers.ts'
import { remindHeirs } from '../features/accounts/close/jobs/remind-heirs.ts'
import { watchConsole } from '../features/accounts/console/jobs/watch-console.ts'
import { watchContracts } from '../features/accounts/partners/jobs/watch-contracts.ts'
import { runAccountsRound } from '../features/accounts/jobs/accounts-round.ts'
import { watchClosings } from '../features/accounts/close/jobs/watch-closings.ts'
import { rebuildConfirmationCounters } from '../features/confirmations/jobs/rebuild-confirmation-counters.ts'
import { refreshConfirmationCounters } from '../features/confirmations/counting/refresh-counters.ts'
import { askPeople } from '../features/confirmations/jobs/ask-people.ts'
import { anchorAudit } from '../features/audit/jobs/anchor-audit.ts'
import { notifyOfStoppedKeys } from '../features/api-keys/jobs/notify-of-stopped-keys.ts'
import { createSealer } from '../features/audit/jobs/seal-audit.ts'
import { stampAnchors } from '../features/audit/jobs/stamp-anchors.ts'
import { createReconciler } from '../features/directory/jobs/reconcile-directory.ts'
import { purgeOldDrafts } from '../features/drafts/save-draft.ts'
import { askCustody } from '../features/custody/jobs/ask-custody.ts'
import { escalateFeedback } from '../features/feedback/jobs/escalate-feedback.ts'
import { runDailyGroupJob } from '../features/groups/jobs/groups-daily.ts'
import { watchIncidents } from '../features/incidents/jobs/watch-incidents.ts'
import { closeUndisputed } from '../features/info-change/jobs/close-undisputed.ts'
import { detectExternalChanges } from '../features/lost-device/jobs/detect-external-changes.ts'
import { closeCasesOfLeavers, remindLocked } from '../features/lost-device/jobs/periodic-case-jobs.ts'
import { commitDueRosters } from '../features/policies/completeness/commit-due-rosters.ts'
import { planDailyReminders } from '../features/policies/reminders/jobs/plan-daily-reminders.ts'
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
import { runPeriodically, type PeriodicJob } from '../jobs/run-periodically.ts'
import { withDomainEvents } from './event-subscriptions.ts'
import type { Restored } from '../outbox/restore-marker.ts'
import type { JobHandlers } from '../outbox/run-job.ts'
import type { LastSeenAudit } from '../ports/last-seen-audit.ts'
import type { TimeStamps } from '../ports/time-stamps.ts'

/** Callbacks may be lost, so the directory is also read on a schedule. */
const RECONCILE_EVERY_MS = 10 * MINUTE_MS
const SYNC_RETRY_MS = 5_000
/** Interval at which locked and closed accounts are checked for a due closing and for changes in the console. */
const LOCKED_EVERY_MS = 10_000
const DAILY_RETRY_MS = 30_000
/** Maximum time until an audit row becomes part of the chain, while no transaction stays open. */
const SEAL_EVERY_MS = MINUTE_MS

/** Counters of boards are updated in the background, so that no page waits for them. */
const COUNT_EVERY_MS = 5_000

const countOnce = async (deps: AppDeps): Promise<'soon' | 'done'> =>
  (await refreshCounters(deps)) + (await refreshConfirmationCounters(deps)) > 0 ? 'soon' : 'done'

type JobOptions = {
  handlers: JobHandlers
  seen: LastSeenAudit
  restored: Restored | null
  /** Null: anchors get no time stamp. */
  timeStamps: TimeStamps | null
  /** Grants initial roles to members that are already synced. */
  grantInitialRoles: () => Promise<void>
  waitForDatabase: () => Promise<void>
}

/** Starts the periodic jobs. Each runs once immediately. */
export function startJobs(
  usual: AppDeps,
  { handlers, seen, restored, timeStamps, grantInitialRoles, waitForDatabase }: JobOptions,
): PeriodicJob {
  const { log, clock } = usual
  const jobDeps = suppressUntilResumed(usual, restored)
  const deps = withDomainEvents({ ...usual, afterRestore: jobDeps.afterRestore })
  const sealAudit = createSealer(deps)
  const sealChain = async () => {
    await sealAudit()
    await anchorAudit(deps)
    if (timeStamps !== null) await stampAnchors(deps, timeStamps)
  }
  const usually = { log, waitForDatabase }
  const daily = { everyMs: DAY_MS, retryMs: DAILY_RETRY_MS, clock, ...usually }
  const reconcile = { everyMs: RECONCILE_EVERY_MS, retryMs: SYNC_RETRY_MS, ...usually }
  const look = { everyMs: MINUTE_MS, retryMs: SYNC_RETRY_MS, ...usually }
  const reconcileOnce = createReconciler(deps, RECONCILE_EVERY_MS)
  // Also after a failed sync: members who signed in since then are known.
  const readDirectory = async () => {
    try {
      await reconcileOnce()
    } finally {
      await grantInitialRoles()
    }
  }
  // The self-check reads the tile too, so the tile is prepared first.
  const checkConsole = async () => {
    try {
      await prepareTile(deps)
    } finally {
      await runSelfCheck(deps)
    }
  }
  const jobs = [
    runPeriodically({
      name: 'restore.quiet',
      run: () => jobDeps.refresh(),
      everyMs: SYNC_RETRY_MS,
      retryMs: SYNC_RETRY_MS,
      ...usually,
    }),
    runPeriodically({ name: 'restore.look', run: () => reconcilePendingJobs(deps, handlers), ...look }),
    runPeriodically({ name: 'restore.seen', run: () => recordLastSeen({ ...deps, seen }), ...look }),
    runPeriodically({ name: 'directory.sync', run: readDirectory, ...reconcile }),
    runPeriodically({
      name: 'audit.chain',
      run: sealChain,
      everyMs: SEAL_EVERY_MS,
      retryMs: SEAL_EVERY_MS,
      ...usually,
    }),
    runPeriodically({ name: 'privacy.purge', run: () => purgeExpired(deps), ...daily }),
    runPeriodically({ name: 'requests.close', run: () => closeUndisputed(deps), ...daily, everyMs: 60 * MINUTE_MS }),
    runPeriodically({ name: 'lost.remind', run: () => remindLocked(deps), ...daily, everyMs: 60 * MINUTE_MS }),
    runPeriodically({
      name: 'lost.leavers',
      run: () => closeCasesOfLeavers(deps),
      everyMs: MINUTE_MS,
      retryMs: SYNC_RETRY_MS,
      ...usually,
    }),
    runPeriodically({
      name: 'lost.outside',
      run: () => detectExternalChanges(deps),
      everyMs: LOCKED_EVERY_MS,
      retryMs: SYNC_RETRY_MS,
      ...usually,
    }),
    runPeriodically({
      name: 'accounts.close',
      run: () => watchClosings(deps).then(() => watchTransfers(deps)),
      everyMs: LOCKED_EVERY_MS,
      retryMs: SYNC_RETRY_MS,
      ...usually,
    }),
    runPeriodically({ name: 'accounts.remind', run: () => remindHeirs(deps), ...look, clock }),
    runPeriodically({ name: 'groups.round', run: () => runDailyGroupJob(deps), ...daily, everyMs: 10 * MINUTE_MS }),
    runPeriodically({
      name: 'policies.count',
      run: () => countOnce(deps),
      everyMs: COUNT_EVERY_MS,
      retryMs: SYNC_RETRY_MS,
      ...usually,
    }),
    runPeriodically({
      name: 'feedback.escalate',
      run: () => escalateFeedback(deps),
      ...daily,
      everyMs: 5 * MINUTE_MS,
    }),
    runPeriodically({ name: 'custody.ask', run: () => askCustody(deps), ...daily, everyMs: 5 * MINUTE_MS }),
    runPeriodically({ name: 'policies.remind', run: () => planDailyReminders(deps), ...daily, everyMs: 5 * MINUTE_MS }),
    runPeriodically({ name: 'incidents.watch', run: () => watchIncidents(deps), ...look }),
    runPeriodically({ name: 'accounts.round', run: () => runAccountsRound(deps), ...look }),
    runPeriodically({ name: 'confirmations.ask', run: () => askPeople(deps), clock, ...look }),
    runPeriodically({ name: 'confirmations.sweep', run: () => rebuildConfirmationCounters(deps), ...daily }),
    runPeriodically({ name: 'keys.stopped', run: () => notifyOfStoppedKeys(deps), ...look }),
    runPeriodically({ name: 'partners.contracts', run: () => watchContracts(deps), ...look, clock }),
    runPeriodically({ name: 'console.watch', run: () => watchConsole(deps), ...look, clock }),
    runPeriodically({ name: 'policies.rosters', run: () => commitDueRosters(deps), clock, ...look }),
    runPeriodically({ name: 'policies.snapshot', run: () => snapshotBoards(deps), clock, ...look }),
    runPeriodically({ name: 'policies.sweep', run: () => rebuildCounters(deps), ...daily }),
    runPeriodically({ name: 'drafts.purge', run: () => purgeOldDrafts(deps), ...daily }),
    runPeriodically({ name: 'files.purge', run: () => purgeLooseFiles(deps), ...daily, everyMs: 60 * MINUTE_MS }),
    runPeriodically({ name: 'cards.refresh', run: () => refreshCards(deps), ...daily }),
    runPeriodically({ name: 'console', run: checkConsole, ...daily }),
  ]
  return {
    async stop() {
      await Promise.all(jobs.map((job) => job.stop()))
    },
  }
}
