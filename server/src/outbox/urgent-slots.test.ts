import { expect } from 'vitest'
import { test } from '../testing/kit.ts'
import { enqueue } from './outbox-queries.ts'
import { startOutboxWorker } from './outbox-worker.ts'
import { type JobHandler, noWrites } from './run-job.ts'

test('urgent jobs of the first topic that take long do not delay those of the last one', async ({ kit }) => {
  const { deps } = kit
  const row = (topic: string, name: string) => ({
    topic,
    payload: {},
    dedupeKey: name,
    groupKey: name,
    runAt: deps.clock.now(),
  })
  await deps.db.transaction((tx) =>
    enqueue(tx, [row('lock', 'a'), row('lock', 'b'), row('lock', 'c'), row('close', 'd')]),
  )
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  let closed = 0
  const lock: JobHandler = { isUrgent: true, handle: () => ended.then(() => noWrites) }
  const close: JobHandler = {
    isUrgent: true,
    handle: () => {
      closed += 1
      return Promise.resolve(noWrites)
    },
  }
  const options = { slots: 0, leaseMs: 60_000, idleMs: 20, waitForDatabase: () => Promise.resolve() }
  const worker = startOutboxWorker(deps, { lock, close }, options)
  await expect.poll(() => closed, { timeout: 30_000 }).toBe(1)
  end()
  await worker.stop()
})
