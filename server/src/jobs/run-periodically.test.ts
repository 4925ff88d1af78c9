import { HOUR_MS } from '@desk/shared/kernel/durations'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fixedClock, silentLog } from '../testing/doubles.ts'
import { runPeriodically } from './run-periodically.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const startTestJob = (clock?: ReturnType<typeof fixedClock>) => {
  const run = vi.fn(async () => {})
  const job = runPeriodically({
    name: 'test',
    run,
    everyMs: HOUR_MS,
    retryMs: 1_000,
    log: silentLog,
    waitForDatabase: async () => {},
    ...(clock && { clock }),
  })
  return { run, job }
}

it('runPeriodically runs a date-dependent job soon after the clock was moved', async () => {
  const clock = fixedClock()
  const { run, job } = startTestJob(clock)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(run).toHaveBeenCalledTimes(1)
  clock.advanceHours(24)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(run).toHaveBeenCalledTimes(2)
  await job.stop()
})

it('runPeriodically runs by its timer while the clock does not advance, with a clock and without', async () => {
  for (const clock of [fixedClock(), undefined]) {
    const { run, job } = startTestJob(clock)
    await vi.advanceTimersByTimeAsync(HOUR_MS + 1)
    expect(run).toHaveBeenCalledTimes(2)
    await job.stop()
  }
})

it('runPeriodically signals a run to stop, and neither logs nor repeats the stopped run', async () => {
  const warn = vi.fn()
  let steps = 0
  const job = runPeriodically({
    name: 'test',
    run: async (signal) => {
      for (;;) {
        signal.throwIfAborted()
        steps += 1
        await new Promise((resolve) => setTimeout(resolve, 1_000))
      }
    },
    everyMs: HOUR_MS,
    retryMs: 1_000,
    log: { ...silentLog, warn },
    waitForDatabase: () => new Promise(() => {}),
  })
  await vi.advanceTimersByTimeAsync(2_500)
  const stopped = job.stop()
  await vi.advanceTimersByTimeAsync(HOUR_MS)
  await stopped
  expect([steps, warn.mock.calls]).toEqual([3, []])
})
