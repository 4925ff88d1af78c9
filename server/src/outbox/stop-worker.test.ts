import { expect } from 'vitest'
import { outbox } from '../db/schema/index.ts'
import { test } from '../testing/kit.ts'
import { enqueue } from './outbox-queries.ts'
import { startOutboxWorker } from './outbox-worker.ts'
import { type JobHandler, noWrites } from './run-job.ts'

test('a running job is notified when the server stops, and the server waits for it', async ({ kit }) => {
  const { deps } = kit
  const runAt = deps.clock.now()
  const row = { topic: 'long', payload: {}, dedupeKey: 'long', groupKey: 'long', runAt }
  await deps.db.transaction((tx) => enqueue(tx, [row]))
  let markStarted = () => {}
  const started = new Promise<void>((resolve) => (markStarted = resolve))
  const long: JobHandler = {
    handle: (_job, _checkpoint, signal) =>
      new Promise((resolve) => {
        markStarted()
        signal?.addEventListener('abort', () => resolve(noWrites))
      }),
  }
  const options = { slots: 1, leaseMs: 60_000, idleMs: 20, waitForDatabase: () => Promise.resolve() }
  const worker = startOutboxWorker(deps, { long }, options)
  await started
  await worker.stop()
  expect(await deps.db.select({ doneAt: outbox.doneAt }).from(outbox)).toEqual([{ doneAt: runAt }])
})
