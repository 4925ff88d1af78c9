import { setImmediate as nextEventLoopTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { DatabaseUnavailableError } from '../db/errors.ts'
import { withTimeout, withTotalTimeout } from '../db/statement-timeout.ts'
import { batchConcurrent } from './batch-concurrent.ts'

/** Returns a batched function that squares numbers, and the batches that were formed. */
function squares(failsOn: (items: readonly number[]) => boolean = () => false) {
  const batches: number[][] = []
  const square = batchConcurrent(async (_key: string, items: readonly number[]) => {
    batches.push([...items])
    await new Promise((resolve) => setImmediate(resolve))
    if (failsOn(items)) throw new Error(`failed over ${items.join()}`)
    return items.map((item) => item * item)
  })
  return { square, batches }
}

describe('batchConcurrent', () => {
  test('batchConcurrent batches calls of one event-loop turn, and calls during a batch, and returns each its own result', async () => {
    const { square, batches } = squares()
    const first = [1, 2].map((item) => square('a', item))
    await nextEventLoopTurn()
    const meanwhile = [3, 4].map((item) => square('a', item))
    expect(await Promise.all([...first, ...meanwhile])).toEqual([1, 4, 9, 16])
    expect(await square('a', 5)).toBe(25)
    expect(batches).toEqual([[1, 2], [3, 4], [5]])
  })

  test('batchConcurrent forms batches although the function never yields to the event loop', async () => {
    const batches: number[] = []
    const square = batchConcurrent(async (_key: string, items: readonly number[]) => {
      batches.push(items.length)
      return items
    })
    const calls = [1, 2, 3].map((item) => new Promise((resolve) => setImmediate(() => resolve(square('a', item)))))
    await Promise.all(calls)
    expect(batches).toEqual([3])
  })

  test('batchConcurrent limits the wait of each call by its own deadline', async () => {
    const square = batchConcurrent(() => new Promise<never>(() => {}))
    const hangs = withTotalTimeout(20, () => square('a', 1))
    await nextEventLoopTurn()
    await nextEventLoopTurn()
    const behind = withTotalTimeout(20, () => square('a', 2))
    await expect(hangs).rejects.toThrow(DatabaseUnavailableError)
    await expect(behind).rejects.toThrow(DatabaseUnavailableError)
  })

  test('batchConcurrent gives a batch a deadline that does not depend on the first call', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    const square = batchConcurrent(async (_key: string, items: readonly number[]) => {
      if (items.includes(1)) await gate
      return withTimeout(() => Promise.resolve(items))
    })
    const hasty = withTotalTimeout(20, () => square('a', 1))
    await nextEventLoopTurn()
    const behind = square('a', 2)
    await expect(hasty).rejects.toThrow(DatabaseUnavailableError)
    release()
    expect(await behind).toBe(2)
  })

  test('batchConcurrent does not retry calls alone when the database is unavailable', async () => {
    const batches: number[] = []
    const square = batchConcurrent((_key: string, items: readonly number[]) => {
      batches.push(items.length)
      return Promise.reject(new DatabaseUnavailableError('away'))
    })
    await Promise.allSettled([1, 2, 3].map((item) => square('a', item)))
    expect(batches).toEqual([3])
  })

  test('batchConcurrent runs different keys independently', async () => {
    const { square, batches } = squares()
    await Promise.all([square('a', 1), square('b', 2), square('a', 3)])
    expect(batches).toEqual([[1, 3], [2]])
  })

  test('batchConcurrent retries each call alone when a batch fails, so that only the faulty one fails', async () => {
    const { square, batches } = squares((items) => items.includes(3))
    const ends = await Promise.allSettled([1, 2, 3, 4].map((item) => square('a', item)))
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason)))).toEqual([
      1,
      4,
      'Error: failed over 3',
      16,
    ])
    expect(batches).toEqual([[1, 2, 3, 4], [1], [2], [3], [4]])
    expect(await square('a', 6)).toBe(36)
  })

  test('batchConcurrent splits a large number of calls into batches, in order of arrival', async () => {
    const { square, batches } = squares()
    const crowd = Array.from({ length: 250 }, (_, index) => index)
    await Promise.all(crowd.map((item) => square('a', item)))
    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50])
    expect(batches.flat()).toEqual(crowd)
  })
})
