import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fairQueue } from './fair-queue.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/**
 * Creates a queue. `arrive` adds a call, `serve` ends the running calls one by one. `turns` names the calls that ran, in order,
 * and `refused` the refused ones.
 */
function givenQueue({ maxWaiting = 100, concurrency = 1 } = {}) {
  const queue = fairQueue({ concurrency, maxWaiting, timeoutMs: 4_000 })
  const turns: string[] = []
  const ends: (() => void)[] = []
  const refused: string[] = []
  const arrive = async (group: string, member = group, name = member) => {
    const act = () =>
      new Promise<string>((resolve) => {
        turns.push(name)
        ends.push(() => resolve(name))
      })
    if ((await queue.run({ group, member }, act)) === null) refused.push(name)
  }
  const serve = async (count = 1) => {
    await vi.advanceTimersByTimeAsync(0)
    for (let i = 0; i < count; i += 1) {
      ends.shift()?.()
      await vi.advanceTimersByTimeAsync(0)
    }
  }
  return { arrive, serve, turns, refused, queue }
}

describe('fairQueue', () => {
  it('fairQueue runs as many calls concurrently as its concurrency allows', async () => {
    const { arrive, serve, turns } = givenQueue({ concurrency: 2 })
    for (const name of ['a', 'b', 'c']) void arrive(name)
    await serve(0)
    expect(turns).toEqual(['a', 'b'])
    await serve()
    expect(turns).toEqual(['a', 'b', 'c'])
  })

  it('fairQueue alternates between groups, however many calls wait in one', async () => {
    const { arrive, serve, turns } = givenQueue()
    for (let i = 0; i < 50; i += 1) void arrive('busy', `busy${String(i)}`)
    void arrive('quiet', 'li')
    void arrive('quiet', 'wang')
    await serve(4)
    expect(turns).toEqual(['busy0', 'li', 'busy1', 'wang', 'busy2'])
  })

  it('fairQueue alternates between members of a group, however many calls one has', async () => {
    const { arrive, serve, turns } = givenQueue()
    for (let i = 0; i < 50; i += 1) void arrive('group', 'greedy', `greedy${String(i)}`)
    void arrive('quiet', 'li')
    await serve(1)
    expect(turns).toEqual(['greedy0', 'li'])
  })

  it('fairQueue refuses a call that waited for the timeout, and none that runs', async () => {
    const { arrive, turns, refused } = givenQueue()
    void arrive('a')
    void arrive('b')
    await vi.advanceTimersByTimeAsync(4_000)
    expect([turns, refused]).toEqual([['a'], ['b']])
  })

  it('fairQueue refuses the last call of the largest group when too many wait', async () => {
    const { arrive, serve, turns, refused } = givenQueue({ maxWaiting: 3 })
    void arrive('running')
    void arrive('quiet', 'li')
    for (const name of ['c1', 'c2', 'c3', 'c4']) void arrive('busy', name)
    await vi.advanceTimersByTimeAsync(0)
    expect(refused).toEqual(['c3', 'c4'])
    await serve(3)
    expect(turns).toEqual(['running', 'li', 'c1', 'c2'])
  })

  it('fairQueue refuses the last call, and not the next one, when all groups have the same size', async () => {
    const { arrive, serve, turns, refused } = givenQueue({ maxWaiting: 3 })
    for (const name of ['running', 'a', 'b', 'c', 'd', 'e']) void arrive(name)
    await vi.advanceTimersByTimeAsync(0)
    expect(refused).toEqual(['d', 'e'])
    await serve(3)
    expect(turns).toEqual(['running', 'a', 'b', 'c'])
  })

  it('fairQueue frees the slot of a call that fails', async () => {
    const { queue } = givenQueue()
    const waiter = { group: 'a', member: 'a' }
    await expect(queue.run(waiter, () => Promise.reject(new Error('x')))).rejects.toThrow('x')
    expect(await queue.run(waiter, async () => 'in')).toBe('in')
  })
})
