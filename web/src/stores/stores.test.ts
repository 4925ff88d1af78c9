import { describe, expect, it } from 'vitest'
import { withSetup } from '../testing/with-setup.ts'
import { samplePages } from '../testing/samples/sample-pages.ts'
import { useDirectoryStore } from './directory.ts'
import { useDisplayStore } from './display.ts'
import { usePageDataStore } from './page-data.ts'
import { usePendingTasksStore } from './pending-tasks.ts'

describe('usePendingTasksStore', () => {
  it('changeApprovalCount lowers the count at once, and an undo restores it', () => {
    const pendingTasks = withSetup(() => ({ store: usePendingTasksStore() })).store
    const [before, approvals] = [pendingTasks.count, pendingTasks.waiting?.approvals.count ?? 0]
    pendingTasks.changeApprovalCount(-1)
    expect([pendingTasks.count, pendingTasks.waiting?.approvals.count]).toEqual([before - 1, approvals - 1])
    pendingTasks.changeApprovalCount(1)
    expect(pendingTasks.count).toBe(before)
    pendingTasks.changeApprovalCount(-1_000)
    expect(pendingTasks.waiting?.approvals.count).toBe(0)
  })
})

describe('useDirectoryStore', () => {
  it('the same search within one minute calls the directory once', async () => {
    let [now, searches] = [0, 0]
    const device = { now: () => now, createIdempotencyKey: () => '', storage: null, tabStorage: null }
    const { store } = withSetup(() => ({ store: useDirectoryStore() }), { device })
    const search = () => Promise.resolve([(searches += 1)])
    expect(await store.find('members', '李', search)).toEqual([1])
    expect(await store.find('members', '李', search)).toEqual([1])
    expect(await store.find('departments', '李', search)).toEqual([2])
    now = 61_000
    expect(await store.find('members', '李', search)).toEqual([3])
  })
})

describe('usePageDataStore', () => {
  const open = () => withSetup(() => ({ store: usePageDataStore() })).store

  it('take gives the data of the first response once, then what the previous page passed on', () => {
    const store = open()
    const first = [store.take('requests'), store.take('home'), store.take('home')]
    expect(first).toEqual([null, samplePages.home.data, null])
    store.passOn(samplePages.requests)
    expect([store.take('requests'), store.take('requests')]).toEqual([samplePages.requests.data, null])
  })

  it('keep stores the last visit of each list of a page', () => {
    const store = open()
    const kept = { data: samplePages.requests.data, at: '2026-03-17T02:40:00.000Z' }
    store.keep('requests', kept, '/requests?list=ended')
    const last = ['/requests?list=ended', '/requests'].map((filter) => store.last('requests', filter))
    expect(last).toEqual([kept, null])
  })
})

describe('useDisplayStore', () => {
  it('a choice of text size and theme is applied to the document at once, and taken back', () => {
    const { store } = withSetup(() => ({ store: useDisplayStore() }))
    const { dataset } = document.documentElement
    const shown = () => [store.isCare, dataset['mode'], store.isDark, dataset['theme']]
    store.toggleCare()
    store.toggleDark()
    expect(shown()).toEqual([true, 'care', true, 'dark'])
    store.toggleCare()
    store.toggleDark()
    expect(shown()).toEqual([false, undefined, false, undefined])
  })
})
