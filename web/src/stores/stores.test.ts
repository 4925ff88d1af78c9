import { describe, expect, it } from 'vitest'
import { withSetup } from '../testing/with-setup.ts'
import { useDirectoryStore } from './directory.ts'
import { usePendingTasksStore } from './pending-tasks.ts'

describe('the inbox', () => {
  it('is short of a decision at once, and has it back when it is undone', () => {
    const pendingTasks = withSetup(() => ({ store: usePendingTasksStore() })).store
    const [before, approvals] = [pendingTasks.count, pendingTasks.waiting?.approvals.count ?? 0]
    pendingTasks.decided(1)
    expect([pendingTasks.count, pendingTasks.waiting?.approvals.count]).toEqual([before - 1, approvals - 1])
    pendingTasks.decided(-1)
    expect(pendingTasks.count).toBe(before)
    pendingTasks.decided(1_000)
    expect(pendingTasks.waiting?.approvals.count).toBe(0)
  })
})

describe('the directory', () => {
  it('is asked once for the same letters within a minute', async () => {
    let [now, asked] = [0, 0]
    const device = { now: () => now, createIdempotencyKey: () => '', storage: null, tab: null }
    const { store } = withSetup(() => ({ store: useDirectoryStore() }), { device })
    const look = () => Promise.resolve([(asked += 1)])
    expect(await store.find('members', '李', look)).toEqual([1])
    expect(await store.find('members', '李', look)).toEqual([1])
    expect(await store.find('departments', '李', look)).toEqual([2])
    now = 61_000
    expect(await store.find('members', '李', look)).toEqual([3])
  })
})
