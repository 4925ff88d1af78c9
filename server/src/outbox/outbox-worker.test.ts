import { expect, test } from 'vitest'
import { DatabaseUnavailableError } from '../db/errors.ts'
import { noFailPoints } from '../ports/fail-points.ts'
import { startOutboxWorker } from './outbox-worker.ts'

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
