import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { repeat } from '../jobs/run-periodically.ts'
import { DatabaseAwayError } from './errors.ts'
import { watchOutage } from './watch-outage.ts'

const away = new DatabaseAwayError('away')

function watch() {
  const lines: string[] = []
  const write = (fields: Record<string, unknown>, message: string) =>
    void lines.push([message, ...Object.keys(fields)].join(' '))
  let isBack = false
  const ping = vi.fn(() => (isBack ? Promise.resolve() : Promise.reject(away)))
  const outage = watchOutage({ ping, log: { info: write, warn: write, error: write } })
  return { lines, ping, outage, comeBack: () => void (isBack = true) }
}

describe('watchOutage', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('writes one line for all who miss the database, and one when it is back', async () => {
    const { lines, outage, comeBack } = watch()
    for (let slot = 0; slot < 6; slot += 1) outage.log.error({ err: away }, 'outbox slot failed')
    outage.log.warn({ err: new DatabaseAwayError('another'), job: 'x' }, 'job failed')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(lines).toEqual(['the database is away err'])
    comeBack()
    await vi.advanceTimersByTimeAsync(4_000)
    expect(lines).toEqual(['the database is away err', 'the database is back seconds'])
    outage.log.error({ err: away }, 'outbox slot failed')
    expect(lines).toHaveLength(3)
  })

  it('keeps the number of a request that failed meanwhile, and every other error whole', () => {
    const { lines, outage } = watch()
    outage.log.info({ err: away, code: 'unavailable', requestId: 'evt_1' }, 'request failed')
    outage.log.error({ err: new Error('a bug'), job: 'x' }, 'job failed')
    expect(lines).toEqual(['the database is away err', 'request failed code requestId', 'job failed err job'])
  })

  it('asks for all loops, less and less often, and lets them go on together', async () => {
    const { ping, outage, comeBack, lines } = watch()
    const run = vi.fn(() => Promise.reject(away))
    const loops = ['a', 'b', 'c'].map((name) =>
      repeat({ name, run, everyMs: 60_000, retryMs: 1_000, log: outage.log, waitForDatabase: outage.over }),
    )
    await vi.advanceTimersByTimeAsync(60_000)
    expect([run.mock.calls.length, lines.length]).toEqual([3, 1])
    expect(ping.mock.calls.length).toBeLessThan(20)
    comeBack()
    run.mockImplementation(() => Promise.resolve() as never)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(run).toHaveBeenCalledTimes(6)
    await Promise.all(loops.map((loop) => loop.stop()))
  })

  it('holds nobody up who stops', async () => {
    const { outage } = watch()
    outage.log.error({ err: away }, 'job failed')
    const over = outage.over()
    outage.stop()
    await over
  })
})
