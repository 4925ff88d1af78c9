import { expect, onTestFinished, vi } from 'vitest'
import { DatabaseUnavailableError } from '../db/errors.ts'
import { noFailPoints } from '../ports/fail-points.ts'
import { type Kit, test } from '../testing/kit.ts'
import { enqueue } from './outbox-queries.ts'
import { startOutboxWorker } from './outbox-worker.ts'
import { type JobHandler, noWrites } from './run-job.ts'

test('while the database is unreachable, each slot tries once, logs once, and waits for the database', async () => {
  const lines: string[] = []
  const record = (_fields: object, message: string) => void lines.push(message)
  let queryCount = 0
  const db = {
    update() {
      queryCount += 1
      throw new DatabaseUnavailableError('away')
    },
  }
  let endOutage = () => {}
  const outageEnd = new Promise<void>((resolve) => (endOutage = resolve))
  const deps = {
    db: db as never,
    clock: { now: () => new Date() },
    log: { info: record, warn: record, error: record },
    failPoints: noFailPoints,
  }
  const worker = startOutboxWorker(deps, {}, { slots: 4, leaseMs: 1_000, idleMs: 0, waitForDatabase: () => outageEnd })
  for (let tick = 0; tick < 100; tick += 1) await new Promise((resolve) => setTimeout(resolve, 0))
  expect([queryCount, lines.length]).toEqual([4, 4])
  endOutage()
  await expect.poll(() => queryCount).toBeGreaterThan(8)
  await worker.stop()
})

/** Returns the database, with the number of claims: each is an update. */
function countClaims(db: Kit['deps']['db']) {
  const counted = { claims: 0 }
  const proxy = new Proxy(db, {
    get(target, name) {
      if (name === 'update') counted.claims += 1
      return Reflect.get(target, name) as unknown
    },
  })
  return Object.assign(counted, { db: proxy })
}

test('a slot that is woken while it polls polls once more before it sleeps', async ({ kit: { deps } }) => {
  const counted = countClaims(deps.db)
  const options = { slots: 1, leaseMs: 60_000, idleMs: 60_000, waitForDatabase: () => Promise.resolve() }
  const worker = startOutboxWorker({ ...deps, db: counted.db }, {}, options)
  worker.wake()
  await expect.poll(() => counted.claims).toBe(2)
  await worker.stop()
})

test('an idle server polls with one slot at each interval', async ({ kit: { deps } }) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const counted = countClaims(deps.db)
  const options = { slots: 4, leaseMs: 60_000, idleMs: 500, waitForDatabase: () => Promise.resolve() }
  const worker = startOutboxWorker({ ...deps, db: counted.db }, {}, options)
  await expect.poll(() => counted.claims).toBe(4)
  for (let interval = 1; interval <= 3; interval += 1) {
    vi.advanceTimersByTime(500)
    await expect.poll(() => counted.claims).toBe(4 + interval)
  }
  await worker.stop()
})

test('a job wakes one of the idle slots, which wakes the next', async ({ kit }) => {
  const { deps } = kit
  const counted = countClaims(deps.db)
  const running: (() => void)[] = []
  const long: JobHandler = { handle: () => new Promise((resolve) => running.push(() => resolve(noWrites))) }
  const options = { slots: 4, leaseMs: 60_000, idleMs: 60_000, waitForDatabase: () => Promise.resolve() }
  const worker = startOutboxWorker({ ...deps, db: counted.db }, { long }, options)
  await expect.poll(() => counted.claims).toBe(4)
  const row = (name: string) => ({
    topic: 'long',
    payload: {},
    dedupeKey: name,
    groupKey: name,
    runAt: deps.clock.now(),
  })
  await deps.db.transaction((tx) => enqueue(tx, [row('a'), row('b')]))
  worker.wake()
  await expect.poll(() => running.length).toBe(2)
  // Two that found a job, and the one that they woke in vain.
  await expect.poll(() => counted.claims).toBe(4 + 3)
  for (const end of running) end()
  await worker.stop()
})
