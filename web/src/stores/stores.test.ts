import { describe, expect, it } from 'vitest'
import { withSetup } from '../testing/with-setup.ts'
import { useDirectoryStore } from './directory.ts'
import { useInboxStore } from './pending-tasks.ts'

describe('the inbox', () => {
  it('is short of a decision at once, and has it back when it is undone', () => {
    const inbox = withSetup(() => ({ store: useInboxStore() })).store
    const [before, approvals] = [inbox.count, inbox.waiting?.approvals.count ?? 0]
    inbox.decided(1)
    expect([inbox.count, inbox.waiting?.approvals.count]).toEqual([before - 1, approvals - 1])
    inbox.decided(-1)
    expect(inbox.count).toBe(before)
    inbox.decided(1_000)
    expect(inbox.waiting?.approvals.count).toBe(0)
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
