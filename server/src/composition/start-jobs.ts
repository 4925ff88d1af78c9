import { DAY_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { watchTransfers } from '../features/accounts/transfer/jobs/watch-transfers.ts'
import { askToDeleteDue } from '../features/accounts/close/jobs/ask-to-delete.ts'
import { remindHeirs } from '../features/accounts/close/jobs/remind-heirs.ts'
import { watchConsole } from '../features/accounts/console/jobs/watch-console.ts'
import { watchContracts } from '../features/accounts/partners/jobs/watch-contracts.ts'
import { runAccountsRound } from '../features/accounts/jobs/accounts-round.ts'
import { watchClosings } from '../features/accounts/close/jobs/watch-closings.ts'
import { rebuildConfirmationCounters } from '../features/confirmations/jobs/rebuild-confirmation-counters.ts'
import { refreshConfirmationCounters } from '../features/confirmations/jobs/refresh-counters.ts'
import { askPeople } from '../features/confirmations/jobs/ask-people.ts'
import { anchorAudit } from '../features/audit/jobs/anchor-audit.ts'
import { notifyOfStoppedKeys } from '../features/api-keys/jobs/notify-of-stopped-keys.ts'
import { createSealer } from '../features/audit/jobs/seal-audit.ts'
import { stampAnchors } from '../features/audit/jobs/stamp-anchors.ts'
import { createReconciler } from '../features/directory/jobs/reconcile-directory.ts'
import { purgeOldDrafts } from '../features/drafts/jobs/purge-old-drafts.ts'
import { askCustody } from '../features/custody/jobs/ask-custody.ts'
import { escalateFeedback } from '../features/feedback/jobs/escalate-feedback.ts'
import { runDailyGroupJob } from '../features/groups/jobs/groups-daily.ts'
import { watchIncidents } from '../features/incidents/jobs/watch-incidents.ts'
import { closeUndisputed } from '../features/info-change/jobs/close-undisputed.ts'
import { detectExternalChanges } from '../features/lost-device/jobs/detect-external-changes.ts'
import { closeCasesOfLeavers, remindLocked } from '../features/lost-device/jobs/periodic-case-jobs.ts'
import { commitDueRosters } from '../features/policies/completeness/jobs/commit-due-rosters.ts'
import { planDailyReminders } from '../features/policies/reminders/jobs/plan-daily-reminders.ts'
import { refreshCounters } from '../features/policies/roster/jobs/refresh-counters.ts'
import { rebuildCounters } from '../features/policies/roster/jobs/rebuild-counters.ts'
import { snapshotBoards } from '../features/policies/roster/jobs/snapshot-board.ts'
import { purgeExpired } from '../features/privacy/jobs/purge-expired.ts'
import { reconcilePendingJobs } from '../features/disaster-recovery/jobs/reconcile-pending-jobs.ts'
import { suppressUntilResumed } from '../features/disaster-recovery/jobs/suppress-until-resumed.ts'
import { recordLastSeen } from '../features/disaster-recovery/jobs/detect-restored-database.ts'
import type { Stoppable } from '../kernel/deps.ts'
import { accountRegistries } from './account-registries.ts'
import type { AppDeps } from './app-deps.ts'
import { refreshCards } from '../features/requests/jobs/refresh-cards.ts'
import { runSelfCheck } from '../features/self-check/jobs/run-self-check.ts'
import { purgeUnattachedFiles } from '../features/comments/jobs/purge-unattached-files.ts'
import { prepareTile } from '../features/workbench/jobs/prepare-tile.ts'
import { runPeriodically as startJob, type PeriodicJob } from '../jobs/run-periodically.ts'
import { withDomainEvents } from './event-subscriptions.ts'
import type { Restored } from '../outbox/restore-marker.ts'
import type { JobHandlers } from '../outbox/run-job.ts'
import type { LastSeenAudit } from '../ports/last-seen-audit.ts'
import type { TimeStampAuthority } from '../ports/time-stamp-authority.ts'

/** Callbacks may be lost, so the directory is also read on a schedule. */
const RECONCILE_EVERY_MS = 10 * MINUTE_MS
const SYNC_RETRY_MS = 5_000
/** Interval for closings and transfers that are due, and for changes in the console to locked and closed accounts. */
const ACCOUNTS_EVERY_MS = 10_000
const DAILY_RETRY_MS = 30_000
/** Maximum time until an audit row becomes part of the evidence log, while no transaction stays open. */
const SEAL_EVERY_MS = MINUTE_MS

/** Counters of policies and confirmations are updated in the background, so that no page waits for them. */
const COUNT_EVERY_MS = 5_000

const soonIfAny = (changed: number): 'soon' | 'done' => (changed > 0 ? 'soon' : 'done')

type JobOptions = {
  handlers: JobHandlers
  seen: LastSeenAudit
  restored: Restored | null
  /** Called when the database was restored since the start: jobs then have to check first whether their effect exists. */
  onRestored: () => void
  /** Null: anchors get no time stamp. */
  timeStampAuthority: TimeStampAuthority | null
  /** Grants initial roles to members who are already synced. */
  grantInitialRoles: () => Promise<void>
  waitForDatabase: () => Promise<void>
  sealEveryMs?: number
  /** Starts one job; replaced in tests. */
  runPeriodically?: typeof startJob
}

/** Starts the periodic jobs. Each runs once immediately. */
export function startJobs(
  appDeps: AppDeps,
  {
    handlers,
    seen,
    restored,
    onRestored,
    timeStampAuthority,
    grantInitialRoles,
    waitForDatabase,
    sealEveryMs = SEAL_EVERY_MS,
    runPeriodically = startJob,
  }: JobOptions,
): PeriodicJob {
  const { log, clock } = appDeps
  const suppression = suppressUntilResumed(appDeps, restored)
  const deps = withDomainEvents({ ...appDeps, afterRestore: suppression.afterRestore })
  const sealAudit = createSealer(deps)
  let onSealed = () => {}
  const sealedOnce = new Promise<void>((resolve) => {
    onSealed = resolve
  })
  const sealChain = async () => {
    try {
      await sealAudit()
      await anchorAudit(deps)
      if (timeStampAuthority !== null) await stampAnchors(deps, timeStampAuthority)
    } finally {
      onSealed()
    }
  }
  const stoppable = (run: (jobDeps: typeof deps & Stoppable) => Promise<unknown>) => (signal: AbortSignal) =>
    run({ ...deps, signal })
  const common = { log, waitForDatabase }
  // For jobs that depend on the time of day: the clock of a demo or a test can be moved.
  const byClock = (everyMs: number) => ({ everyMs, retryMs: DAILY_RETRY_MS, clock, ...common })
  const everyDay = byClock(DAY_MS)
  const every = (everyMs: number) => ({ everyMs, retryMs: SYNC_RETRY_MS, ...common })
  const everyMinute = every(MINUTE_MS)
  const reconcileOnce = createReconciler(deps, RECONCILE_EVERY_MS)
  // Also after a failed sync: members who signed in since then are known.
  const readDirectory = async (signal: AbortSignal) => {
    let result: unknown
    try {
      result = await reconcileOnce(signal)
      return result
    } finally {
      if (result !== 'soon') await grantInitialRoles()
    }
  }
  const watchForRestore = async () => {
    const newest = await recordLastSeen({ ...deps, seen })
    if (newest?.at !== restored?.at) onRestored()
  }
  // The self-check also reads the tile and the last checkpoint, so the tile is prepared and the log anchored first.
  const checkInstallation = async () => {
    try {
      await prepareTile(deps)
    } finally {
      await sealedOnce
      await runSelfCheck(deps)
    }
  }
  const jobs = [
    runPeriodically({
      name: 'restore.quiet',
      run: () => suppression.refresh(),
      ...every(SYNC_RETRY_MS),
    }),
    runPeriodically({ name: 'restore.look', run: () => reconcilePendingJobs(deps, handlers), ...everyMinute }),
    runPeriodically({ name: 'restore.seen', run: watchForRestore, ...everyMinute }),
    runPeriodically({ name: 'directory.sync', run: readDirectory, ...every(RECONCILE_EVERY_MS) }),
    runPeriodically({
      name: 'audit.chain',
      run: sealChain,
      everyMs: sealEveryMs,
      retryMs: sealEveryMs,
      ...common,
    }),
    runPeriodically({ name: 'privacy.purge', run: stoppable(purgeExpired), ...everyDay }),
    runPeriodically({ name: 'requests.close', run: () => closeUndisputed(deps), ...byClock(60 * MINUTE_MS) }),
    runPeriodically({ name: 'lost.remind', run: () => remindLocked(deps), ...byClock(60 * MINUTE_MS) }),
    runPeriodically({
      name: 'lost.leavers',
      run: () => closeCasesOfLeavers(deps),
      ...every(MINUTE_MS),
    }),
    runPeriodically({
      name: 'lost.outside',
      run: () => detectExternalChanges(deps),
      ...every(ACCOUNTS_EVERY_MS),
    }),
    runPeriodically({ name: 'accounts.close', run: () => watchClosings(deps), ...every(ACCOUNTS_EVERY_MS) }),
    runPeriodically({ name: 'accounts.transfer', run: () => watchTransfers(deps), ...every(ACCOUNTS_EVERY_MS) }),
    runPeriodically({ name: 'accounts.remind', run: () => remindHeirs(deps), ...everyMinute, clock }),
    runPeriodically({ name: 'accounts.deletions', run: () => askToDeleteDue(deps), ...everyMinute, clock }),
    runPeriodically({ name: 'groups.round', run: () => runDailyGroupJob(deps), ...byClock(10 * MINUTE_MS) }),
    runPeriodically({
      name: 'policies.count',
      run: async () => soonIfAny(await refreshCounters(deps)),
      ...every(COUNT_EVERY_MS),
    }),
    runPeriodically({
      name: 'confirmations.count',
      run: async () => soonIfAny(await refreshConfirmationCounters(deps)),
      ...every(COUNT_EVERY_MS),
    }),
    runPeriodically({
      name: 'feedback.escalate',
      run: () => escalateFeedback(deps),
      ...byClock(5 * MINUTE_MS),
    }),
    runPeriodically({ name: 'custody.ask', run: () => askCustody(deps), ...byClock(5 * MINUTE_MS) }),
    runPeriodically({ name: 'policies.remind', run: () => planDailyReminders(deps), ...byClock(5 * MINUTE_MS) }),
    runPeriodically({ name: 'incidents.watch', run: () => watchIncidents(deps), ...everyMinute, clock }),
    runPeriodically({ name: 'accounts.round', run: () => runAccountsRound(deps), ...everyMinute, clock }),
    runPeriodically({ name: 'confirmations.ask', run: stoppable(askPeople), clock, ...everyMinute }),
    runPeriodically({ name: 'confirmations.sweep', run: () => rebuildConfirmationCounters(deps), ...everyDay }),
    runPeriodically({ name: 'keys.stopped', run: () => notifyOfStoppedKeys(deps), ...everyMinute }),
    runPeriodically({ name: 'partners.contracts', run: () => watchContracts(deps), ...everyMinute, clock }),
    runPeriodically({
      name: 'console.watch',
      run: () => watchConsole({ ...deps, ...accountRegistries }),
      ...everyMinute,
      clock,
    }),
    runPeriodically({ name: 'policies.rosters', run: stoppable(commitDueRosters), clock, ...everyMinute }),
    runPeriodically({ name: 'policies.snapshot', run: stoppable(snapshotBoards), clock, ...everyMinute }),
    runPeriodically({ name: 'policies.sweep', run: () => rebuildCounters(deps), ...everyDay }),
    runPeriodically({ name: 'drafts.purge', run: () => purgeOldDrafts(deps), ...everyDay }),
    runPeriodically({ name: 'files.purge', run: () => purgeUnattachedFiles(deps), ...byClock(60 * MINUTE_MS) }),
    runPeriodically({ name: 'cards.refresh', run: () => refreshCards(deps), ...everyDay }),
    runPeriodically({ name: 'console', run: checkInstallation, ...everyDay }),
  ]
  return {
    async stop() {
      await Promise.all(jobs.map((job) => job.stop()))
    },
  }
}
