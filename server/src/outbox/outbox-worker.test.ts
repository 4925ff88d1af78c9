import { expect, test } from 'vitest'
import { DatabaseUnavailableError } from '../db/errors.ts'
import { noFailPoints } from '../ports/fail-points.ts'
import { startOutboxWorker } from './outbox-worker.ts'

test('while the database is unreachable, each slot tries once, logs once, and waits for it', async () => {
  const lines: string[] = []
  const note = (_fields: object, message: string) => void lines.push(message)
  let queryCount = 0
  const db = {
    update() {
      queryCount += 1
      throw new DatabaseUnavailableError('away')
    },
  }
  let comeBack = () => {}
  const back = new Promise<void>((resolve) => (comeBack = resolve))
  const deps = {
    db: db as never,
    clock: { now: () => new Date() },
    log: { info: note, warn: note, error: note },
    failPoints: noFailPoints,
  }
  const worker = startOutboxWorker(deps, {}, { slots: 4, leaseMs: 1_000, idleMs: 0, waitForDatabase: () => back })
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0))
  expect([queryCount, lines.length]).toEqual([4, 4])
  comeBack()
  await expect.poll(() => queryCount).toBeGreaterThan(8)
  await worker.stop()
})
