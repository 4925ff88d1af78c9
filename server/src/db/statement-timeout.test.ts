import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DatabaseUnavailableError } from './errors.ts'
import { withTimeout, withTimeoutPerStatement, withTotalTimeout } from './statement-timeout.ts'

const waitMs = (ms: number) => withTimeout(() => new Promise<void>((resolve) => setTimeout(resolve, ms)))
const waitOutsideDatabase = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Returns how the work ended (`done`, `unavailable` or `failed`), and after how many milliseconds. */
async function endOf(work: () => Promise<unknown>): Promise<[string, number]> {
  const begunAt = performance.now()
  const ended = work().then(
    () => 'done',
    (error: unknown) => (error instanceof DatabaseUnavailableError ? 'unavailable' : 'failed'),
  )
  await vi.runAllTimersAsync()
  return [await ended, performance.now() - begunAt]
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) =>
      error instanceof Error && error.message.startsWith('Too many others') ? 'overloaded' : String(error),
  )

describe('statement timeouts', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('a total timeout covers all statements together', async () => {
    const work = async () => {
      for (let nth = 0; nth < 5; nth += 1) await waitMs(300)
    }
    expect(await endOf(() => withTotalTimeout(1_000, work))).toEqual(['unavailable', 1_200])
    expect(await endOf(() => withTotalTimeout(1_600, work))).toEqual(['done', 1_500])
  })

  it('concurrent statements count once, and other waiting does not count', async () => {
    const work = async () => {
      await Promise.all([waitMs(300), waitMs(400), waitMs(500)])
      await waitOutsideDatabase(10_000)
      await waitMs(400)
    }
    expect((await endOf(() => withTotalTimeout(1_000, work)))[0]).toBe('done')
  })

  it('after a total timeout, later statements are not sent', async () => {
    const run = vi.fn(() => Promise.resolve())
    const work = async () => {
      await waitMs(2_000).catch(() => {})
      await withTimeout(run)
    }
    expect((await endOf(() => withTotalTimeout(1_000, work)))[0]).toBe('unavailable')
    expect(run).not.toHaveBeenCalled()
  })

  it('while many wait for long, new work that may be refused is refused at once after three seconds, until a wait is short', async () => {
    const ends = [1_000, 2_500, 4_100]
    const slow = Array.from({ length: 40 }, (_, nth) =>
      withTotalTimeout(10_000, async () => {
        await waitMs(ends[nth] ?? 6_000)
      }),
    )
    const read = () => failureOf(withTotalTimeout(10_000, () => waitMs(1), true))
    const write = () => failureOf(withTotalTimeout(10_000, () => waitMs(1)))
    const settled = async (...answers: Promise<string>[]) => {
      await vi.advanceTimersByTimeAsync(2)
      return Promise.all(answers)
    }
    expect(await settled(read())).toEqual(['none'])
    await vi.advanceTimersByTimeAsync(1_000)
    // A short stall passes.
    expect(await settled(read())).toEqual(['none'])
    await vi.advanceTimersByTimeAsync(3_100)
    expect(await settled(read(), read())).toEqual(['overloaded', 'overloaded'])
    // A write is let in, and its short wait shows that there is room again.
    expect(await settled(write())).toEqual(['none'])
    expect(await settled(read())).toEqual(['none'])
    await vi.runAllTimersAsync()
    await Promise.all(slow)
    expect(await settled(read())).toEqual(['none'])
  })

  it('withTimeoutPerStatement restarts the timeout with each statement', async () => {
    const work = async () => {
      for (let nth = 0; nth < 5; nth += 1) await waitMs(900)
    }
    expect(await endOf(() => withTimeoutPerStatement(1_000, work))).toEqual(['done', 4_500])
    expect((await endOf(() => withTimeoutPerStatement(800, work)))[0]).toBe('unavailable')
  })

  it('an infinite timeout never ends the wait', async () => {
    expect(await endOf(() => withTimeoutPerStatement(Infinity, () => waitMs(1e9)))).toEqual(['done', 1e9])
  })

  it('a timeout applies to its own work, whatever runs concurrently', async () => {
    vi.useRealTimers()
    const runWithTimeout = (ms: number) =>
      withTotalTimeout(ms, async () => {
        await delay(1)
        return withTimeout(() => delay(50, 'done')).catch(() => 'unavailable')
      })
    expect(await Promise.all([runWithTimeout(10), runWithTimeout(5_000)])).toEqual(['unavailable', 'done'])
  })
})
