import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { expect, vi } from 'vitest'
import { runPeriodically } from './jobs/run-periodically.ts'
import { startJobs } from './composition/start-jobs.ts'
import { test } from './testing/kit.ts'

vi.mock('./jobs/run-periodically.ts', () => ({ runPeriodically: vi.fn(() => ({ stop: () => Promise.resolve() })) }))

/** Reads WeCom, which uses the system clock. */
const byTheTimerAlone = ['directory.sync']

test('jobs that depend on the date run when the clock is moved', ({ kit }) => {
  const doNothing = () => Promise.resolve()
  const seen = { read: () => Promise.resolve(null), write: doNothing } as never
  startJobs(kit.deps, {
    handlers: {},
    seen,
    restored: null,
    onRestored: () => {},
    timeStamps: null,
    grantInitialRoles: doNothing,
    waitForDatabase: doNothing,
  })
  const jobs = vi.mocked(runPeriodically).mock.calls.map(([options]) => options)
  expect(jobs.map(({ name }) => name)).toContain('lost.remind')
  const slow = jobs.filter(({ everyMs, name }) => everyMs > MINUTE_MS && !byTheTimerAlone.includes(name))
  expect(slow.filter(({ clock }) => clock !== kit.deps.clock).map(({ name }) => name)).toEqual([])
})
