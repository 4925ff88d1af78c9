import { describe, expect, it } from 'vitest'
import { withSetup } from '../testing/with-setup.ts'
import { useDirectoryStore } from './directory.ts'
import { usePendingTasksStore } from './pending-tasks.ts'

describe('usePendingTasksStore', () => {
  it('decided lowers the count at once and an undo restores it', () => {
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

describe('useDirectoryStore', () => {
  it('the same search within one minute calls the directory once', async () => {
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
