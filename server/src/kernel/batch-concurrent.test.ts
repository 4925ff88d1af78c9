import { setImmediate as nextEventLoopTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { DatabaseAwayError } from '../db/errors.ts'
import { withTimeout, withTotalTimeout } from '../db/statement-timeout.ts'
import { batchConcurrent } from './batch-concurrent.ts'

/** Squares numbers when the test resolves the batch; records the batches. */
function squares(failsOn: (items: readonly number[]) => boolean = () => false) {
  const together: number[][] = []
  const ask = batchConcurrent(async (_key: string, items: readonly number[]) => {
    together.push([...items])
    await new Promise((resolve) => setImmediate(resolve))
    if (failsOn(items)) throw new Error(`failed over ${items.join()}`)
    return items.map((item) => item * item)
  })
  return { ask, together }
}

describe('batchConcurrent', () => {
  test('batchConcurrent batches calls of one event-loop turn, and calls during a batch, and returns each its own result', async () => {
    const { ask, together } = squares()
    const first = [1, 2].map((item) => ask('a', item))
    await nextEventLoopTurn()
    const meanwhile = [3, 4].map((item) => ask('a', item))
    expect(await Promise.all([...first, ...meanwhile])).toEqual([1, 4, 9, 16])
    expect(await ask('a', 5)).toBe(25)
    expect(together).toEqual([[1, 2], [3, 4], [5]])
  })

  test('batchConcurrent forms batches although the function never yields to the event loop', async () => {
    const together: number[] = []
    const ask = batchConcurrent(async (_key: string, items: readonly number[]) => {
      together.push(items.length)
      return items
    })
    const came = [1, 2, 3].map((item) => new Promise((resolve) => setImmediate(() => resolve(ask('a', item)))))
    await Promise.all(came)
    expect(together).toEqual([3])
  })

  test('batchConcurrent limits the wait of each call by its own deadline', async () => {
    const ask = batchConcurrent(() => new Promise<never>(() => {}))
    const hangs = withTotalTimeout(20, () => ask('a', 1))
    await nextEventLoopTurn()
    await nextEventLoopTurn()
    const behind = withTotalTimeout(20, () => ask('a', 2))
    await expect(hangs).rejects.toThrow(DatabaseAwayError)
    await expect(behind).rejects.toThrow(DatabaseAwayError)
  })

  test('batchConcurrent gives a batch a deadline that does not depend on the first call', async () => {
    let goOn = () => {}
    const held = new Promise<void>((resolve) => (goOn = resolve))
    const ask = batchConcurrent(async (_key: string, items: readonly number[]) => {
      if (items.includes(1)) await held
      return withTimeout(() => Promise.resolve(items))
    })
    const hasty = withTotalTimeout(20, () => ask('a', 1))
    await nextEventLoopTurn()
    const behind = ask('a', 2)
    await expect(hasty).rejects.toThrow(DatabaseAwayError)
    goOn()
    expect(await behind).toBe(2)
  })

  test('batchConcurrent does not retry calls alone when the database failed', async () => {
    const together: number[] = []
    const ask = batchConcurrent((_key: string, items: readonly number[]) => {
      together.push(items.length)
      return Promise.reject(new DatabaseAwayError('away'))
    })
    await Promise.allSettled([1, 2, 3].map((item) => ask('a', item)))
    expect(together).toEqual([3])
  })

  test('batchConcurrent runs different keys independently', async () => {
    const { ask, together } = squares()
    await Promise.all([ask('a', 1), ask('b', 2), ask('a', 3)])
    expect(together).toEqual([[1, 3], [2]])
  })

  test('batchConcurrent retries each call alone when a batch fails, so that only the faulty one fails', async () => {
    const { ask, together } = squares((items) => items.includes(3))
    const ends = await Promise.allSettled([1, 2, 3, 4].map((item) => ask('a', item)))
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason)))).toEqual([
      1,
      4,
      'Error: failed over 3',
      16,
    ])
    expect(together).toEqual([[1, 2, 3, 4], [1], [2], [3], [4]])
    expect(await ask('a', 6)).toBe(36)
  })

  test('batchConcurrent splits a large number of calls into batches, in order of arrival', async () => {
    const { ask, together } = squares()
    const crowd = Array.from({ length: 250 }, (_, at) => at)
    await Promise.all(crowd.map((item) => ask('a', item)))
    expect(together.map(({ length }) => length)).toEqual([100, 100, 50])
    expect(together.flat()).toEqual(crowd)
  })
})
