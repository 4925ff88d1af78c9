import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { and, eq, isNotNull } from 'drizzle-orm'
import { expect, vi } from 'vitest'
import { startJobs } from './start-jobs.ts'
import { directoryRuns, notices, policyRosters, policySnapshots, purgeRuns } from '../db/schema/index.ts'
import { createSealer } from '../features/audit/jobs/seal-audit.ts'
import { createCampaign } from '../features/confirmations/campaigns/create-campaign.ts'
import type { runPeriodically } from '../jobs/run-periodically.ts'
import { campaignOf, confirmationCompany } from '../testing/fixtures/confirmation.ts'
import { clause, createPublishedPolicy, draftOf } from '../testing/fixtures/policy.ts'
import { type Kit, test } from '../testing/kit.ts'

/** Jobs that run by their timer alone: this one reads WeCom, which uses the system clock. */
const byTheTimerAlone = ['directory.sync']

const doNothing = () => Promise.resolve()

/** Starts the jobs with a scheduler that runs none of them, and returns the options of each. */
function collectJobs(kit: Kit, grantInitialRoles: () => Promise<void> = doNothing) {
  const started: Parameters<typeof runPeriodically>[0][] = []
  const seen = { read: () => Promise.resolve(null), write: doNothing } as never
  startJobs(kit.deps, {
    handlers: {},
    seen,
    restored: null,
    onRestored: () => {},
    timeStampAuthority: null,
    grantInitialRoles,
    waitForDatabase: doNothing,
    runPeriodically(job) {
      started.push(job)
      return { stop: doNothing }
    },
  })
  return started
}

test('every job with an interval above a minute uses the clock of the app, except those that run by their timer alone', ({
  kit,
}) => {
  const jobs = collectJobs(kit)
  expect(jobs.map(({ name }) => name)).toContain('lost.remind')
  const slow = jobs.filter(({ everyMs, name }) => everyMs > MINUTE_MS && !byTheTimerAlone.includes(name))
  expect(slow.filter(({ clock }) => clock !== kit.deps.clock).map(({ name }) => name)).toEqual([])
})

test('long jobs write nothing once the server stops, and do their work in the next run', async ({ kit }) => {
  const { deps } = kit
  const { hr, zhao } = await confirmationCompany(kit)
  const lead = await kit.given.member({ userid: 'lead', roles: ['ops_lead'] })
  const author = await kit.given.member({ userid: 'author', roles: ['ops'] })
  await createPublishedPolicy(kit, { author, lead }, draftOf([clause('1')]))
  await createCampaign(deps, hr, { ...campaignOf({ startsOn: '2026-03-18' }), key: 'campaign-of-stopped' })
  await createSealer(deps)()
  deps.clock.advanceHours(24)
  const written = async () => ({
    syncs: await deps.db.$count(directoryRuns, isNotNull(directoryRuns.finishedAt)),
    snapshots: (await deps.db.$count(policySnapshots)) > 0,
    rosters: await deps.db.$count(policyRosters),
    asked: await deps.db.$count(notices, and(eq(notices.event, 'confirm.asked'), eq(notices.userid, zhao.userid))),
    purges: (await deps.db.$count(purgeRuns)) > 0,
  })
  const jobs = collectJobs(kit)
  const names = ['directory.sync', 'policies.snapshot', 'policies.rosters', 'confirmations.ask', 'privacy.purge']
  const runAll = async (signal: AbortSignal) => {
    for (const { name, run } of jobs)
      if (names.includes(name))
        await run(signal).catch((error: unknown) => {
          if (error !== signal.reason) throw error
        })
  }
  await runAll(AbortSignal.abort())
  expect(await written()).toEqual({ syncs: 0, snapshots: false, rosters: 0, asked: 0, purges: false })
  await runAll(new AbortController().signal)
  expect(await written()).toEqual({ syncs: 1, snapshots: true, rosters: 1, asked: 1, purges: true })
})

test('a sync that another server runs is tried again soon, not after its interval, and grants no roles', async ({
  kit,
}) => {
  const { db } = kit.deps
  const grantInitialRoles = vi.fn(doNothing)
  const sync = collectJobs(kit, grantInitialRoles).find(({ name }) => name === 'directory.sync')
  const progress = { departmentIds: [1], position: 0, members: 0, calls: 1, claims: 1 }
  // The database measures leases by its own time.
  const leasedUntil = new Date(Date.now() + MINUTE_MS)
  await db.insert(directoryRuns).values({ startedAt: new Date(), ...progress, leaseOwner: 'other', leasedUntil })
  expect(await sync?.run(new AbortController().signal)).toBe('soon')
  expect(grantInitialRoles).not.toHaveBeenCalled()
})
