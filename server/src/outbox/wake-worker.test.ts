import { expect, vi } from 'vitest'
import { type Kit, test } from '../testing/kit.ts'
import { enqueue } from './outbox-queries.ts'
import { connectWorker, wakeWorker } from './wake-worker.ts'

const job = { topic: 'greet', payload: {}, dedupeKey: 'greet', groupKey: 'greet', runAt: new Date(0) }

/** Returns a database with a connected worker, and the function that wakes it. */
function connectTestWorker({ deps }: Kit) {
  const db = Object.create(deps.db) as typeof deps.db
  const wake = vi.fn()
  connectWorker(db, wake)
  return { db, wake }
}

test('enqueue wakes the worker after the commit', async ({ kit }) => {
  const { db, wake } = connectTestWorker(kit)
  await db.transaction(async (tx) => {
    await enqueue(tx, [job])
    await enqueue(tx, [{ ...job, dedupeKey: 'another' }])
    expect(wake).not.toHaveBeenCalled()
  })
  expect(wake).toHaveBeenCalledTimes(1)
})

test('a transaction without jobs, or one that is rolled back, wakes no worker', async ({ kit }) => {
  const { db, wake } = connectTestWorker(kit)
  await db.transaction(async (tx) => enqueue(tx, []))
  const failing = db.transaction(async (tx) => {
    await enqueue(tx, [job])
    throw new Error('too late')
  })
  await expect(failing).rejects.toThrow('too late')
  expect(wake).not.toHaveBeenCalled()
})

test('wakeWorker outside a transaction wakes the connected worker at once, and does nothing without one', async ({
  kit,
}) => {
  const { db, wake } = connectTestWorker(kit)
  wakeWorker(db)
  expect(wake).toHaveBeenCalledTimes(1)
  wakeWorker(kit.deps.db)
  expect(wake).toHaveBeenCalledTimes(1)
})
