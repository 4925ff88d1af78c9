import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runPeriodically } from '../jobs/run-periodically.ts'
import { DatabaseUnavailableError } from './errors.ts'
import { watchOutage } from './watch-outage.ts'

const unreachable = new DatabaseUnavailableError('away')

function watch() {
  const lines: string[] = []
  const write = (fields: Record<string, unknown>, message: string) =>
    void lines.push([message, ...Object.keys(fields)].join(' '))
  let isBack = false
  const ping = vi.fn(() => (isBack ? Promise.resolve() : Promise.reject(unreachable)))
  const outage = watchOutage({ ping, log: { info: write, warn: write, error: write } })
  return { lines, ping, outage, restore: () => void (isBack = true) }
}

describe('watchOutage', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('watchOutage logs one line for all failures during an outage, and one at its end', async () => {
    const { lines, outage, restore } = watch()
    for (let slot = 0; slot < 6; slot += 1) outage.log.error({ err: unreachable }, 'outbox slot failed')
    outage.log.warn({ err: new DatabaseUnavailableError('another'), job: 'x' }, 'job failed')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(lines).toEqual(['the database is unreachable err'])
    restore()
    await vi.advanceTimersByTimeAsync(4_000)
    expect(lines).toEqual(['the database is unreachable err', 'the database is reachable again seconds'])
    outage.log.error({ err: unreachable }, 'outbox slot failed')
    expect(lines).toHaveLength(3)
  })

  it('watchOutage logs the id of a request that failed during an outage, and every other error in full', () => {
    const { lines, outage } = watch()
    outage.log.info({ err: unreachable, code: 'unavailable', requestId: 'evt_1' }, 'request failed')
    outage.log.error({ err: new Error('a bug'), job: 'x' }, 'job failed')
    expect(lines).toEqual(['the database is unreachable err', 'request failed code requestId', 'job failed err job'])
  })

  it('watchOutage polls once for all loops, less and less often, and continues them together', async () => {
    const { ping, outage, restore, lines } = watch()
    const run = vi.fn(() => Promise.reject(unreachable))
    const loops = ['a', 'b', 'c'].map((name) =>
      runPeriodically({
        name,
        run,
        everyMs: 60_000,
        retryMs: 1_000,
        log: outage.log,
        waitForDatabase: outage.waitForEnd,
      }),
    )
    await vi.advanceTimersByTimeAsync(60_000)
    expect([run.mock.calls.length, lines.length]).toEqual([3, 1])
    expect(ping.mock.calls.length).toBeLessThan(20)
    restore()
    run.mockImplementation(() => Promise.resolve() as never)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(run).toHaveBeenCalledTimes(6)
    await Promise.all(loops.map((loop) => loop.stop()))
  })

  it('watchOutage stops without waiting for an outage to end', async () => {
    const { outage } = watch()
    outage.log.error({ err: unreachable }, 'job failed')
    const waiting = outage.waitForEnd()
    outage.stop()
    await waiting
  })
})
