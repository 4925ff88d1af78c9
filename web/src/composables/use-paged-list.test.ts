import { describe, expect, it } from 'vitest'
import { withSetup } from '../testing/with-setup.ts'
import { usePagedList, type LoadPage, type Page } from './use-paged-list.ts'

const settle = () => new Promise<void>((resolve) => setTimeout(resolve))

/** Returns a loader whose responses the test resolves in any order. */
function manualLoader() {
  const loads: { after: string | undefined; give: (page: Page<string>) => void; fail: () => void }[] = []
  const load: LoadPage<string> = ({ after }) =>
    new Promise((resolve, reject) => {
      loads.push({ after, give: resolve, fail: () => reject(new Error('broken')) })
    })
  return { loads, load }
}

describe('usePagedList', () => {
  it('loadMore continues from the first response to the last page and then stops', async () => {
    const { loads, load } = manualLoader()
    const list = withSetup(() => usePagedList(load, { items: ['a'], next: 'c2' }))
    void list.loadMore()
    loads[0]?.give({ items: ['b'], next: null })
    await settle()
    await list.loadMore()
    expect(list.items.value).toEqual(['a', 'b'])
    expect(list.isFinished.value).toBe(true)
    expect(loads.map(({ after }) => after)).toEqual(['c2'])
  })

  it('loadMore while loading sends no second request', () => {
    const { loads, load } = manualLoader()
    const list = withSetup(() => usePagedList(load, { items: [], next: 'c2' }))
    void list.loadMore()
    void list.loadMore()
    expect(loads).toHaveLength(1)
  })

  it('a response that arrives after a reload is dropped', async () => {
    const { loads, load } = manualLoader()
    const list = withSetup(() => usePagedList(load, { items: ['old'], next: 'c2' }))
    void list.loadMore()
    void list.reload()
    loads[1]?.give({ items: ['new'], next: null })
    loads[0]?.give({ items: ['stale'], next: 'c3' })
    await settle()
    expect(list.items.value).toEqual(['new'])
    expect(list.isFinished.value).toBe(true)
    expect(list.isLoading.value).toBe(false)
  })

  it('loadMore replaces the rows of the last visit after the first load has failed', async () => {
    const { loads, load } = manualLoader()
    const list = withSetup(() => usePagedList(load, null, { items: ['a'], next: 'c2' }))
    loads[0]?.fail()
    await settle()
    void list.loadMore()
    loads[1]?.give({ items: ['a'], next: 'c2' })
    await settle()
    expect(list.items.value).toEqual(['a'])
  })

  it('reload keeps the items until the new page arrives, and after a failure', async () => {
    const { loads, load } = manualLoader()
    const list = withSetup(() => usePagedList(load, { items: ['old'], next: null }))
    void list.reload()
    expect(list.items.value).toEqual(['old'])
    loads[0]?.fail()
    await settle()
    expect(list.items.value).toEqual(['old'])
    expect(list.error.value).toBeInstanceOf(Error)
  })

  it('refresh loads as many items as are shown, and reload the first page only', async () => {
    const { loads, load } = manualLoader()
    const list = withSetup(() => usePagedList(load, { items: ['a', 'b'], next: 'c3' }))
    void list.loadMore()
    loads[0]?.give({ items: ['c', 'd'], next: 'c5' })
    await settle()
    void list.refresh()
    loads[1]?.give({ items: ['a2', 'b2'], next: 'c3' })
    await settle()
    expect(list.items.value).toEqual(['a', 'b', 'c', 'd'])
    loads[2]?.give({ items: ['c2', 'd2'], next: 'c5' })
    await settle()
    expect(list.items.value).toEqual(['a2', 'b2', 'c2', 'd2'])
    void list.reload()
    loads[3]?.give({ items: ['a3', 'b3'], next: 'c3' })
    await settle()
    expect(list.items.value).toEqual(['a3', 'b3'])
  })

  it('loadMore after a failed reload repeats the reload: the cursor may be that of another filter', async () => {
    const { loads, load } = manualLoader()
    const list = withSetup(() => usePagedList(load, { items: ['old'], next: 'c2' }))
    void list.reload()
    loads[0]?.fail()
    await settle()
    void list.loadMore()
    loads[1]?.give({ items: ['new'], next: 'n2' })
    await settle()
    expect([loads[1]?.after, list.items.value]).toEqual([undefined, ['new']])
    void list.loadMore()
    expect(loads[2]?.after).toBe('n2')
  })

  it('loadMore after a failure repeats the same cursor', async () => {
    const { loads, load } = manualLoader()
    const list = withSetup(() => usePagedList(load, { items: ['a'], next: 'c2' }))
    void list.loadMore()
    loads[0]?.fail()
    await settle()
    void list.loadMore()
    loads[1]?.give({ items: ['b'], next: null })
    await settle()
    expect(loads.map(({ after }) => after)).toEqual(['c2', 'c2'])
    expect(list.items.value).toEqual(['a', 'b'])
    expect(list.error.value).toBeUndefined()
  })

  it('without initial data the list loads on mount, and drops the response after unmounting', async () => {
    const { loads, load } = manualLoader()
    const list = withSetup(() => usePagedList(load, null))
    expect(loads).toHaveLength(1)
    list.unmount()
    loads[0]?.give({ items: ['late'], next: null })
    await settle()
    expect(list.items.value).toEqual([])
  })

  it('the items of the last visit are shown until as many have arrived', async () => {
    const { loads, load } = manualLoader()
    const last = { items: ['a', 'b', 'c'], next: 'c4' }
    const list = withSetup(() => usePagedList(load, null, last))
    expect(list.items.value).toEqual(last.items)
    loads[0]?.give({ items: ['a2', 'b2'], next: 'c3' })
    await settle()
    expect(list.items.value).toEqual(last.items)
    loads[1]?.give({ items: ['c2', 'd2'], next: null })
    await settle()
    expect(loads.map(({ after }) => after)).toEqual([undefined, 'c3'])
    expect(list.shown()).toEqual({ items: ['a2', 'b2', 'c2', 'd2'], next: null })
  })
})
