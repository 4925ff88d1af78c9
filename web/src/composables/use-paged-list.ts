import { onMounted, onScopeDispose, readonly, shallowReadonly, shallowRef, type Ref } from 'vue'
import { type LoadProblem, useLoadProblem } from './use-async-data.ts'

export type Page<Item> = { items: readonly Item[]; next: string | null }
export type LoadPage<Item> = (cursor: { after?: string }, signal: AbortSignal) => Promise<Page<Item>>

export type PagedList<Item> = {
  items: Readonly<Ref<readonly Item[]>>
  error: Readonly<Ref<unknown>>
  /** The error as it is shown. */
  problem: Readonly<Ref<LoadProblem | null>>
  isLoading: Readonly<Ref<boolean>>
  /** The last page is loaded. */
  isFinished: Readonly<Ref<boolean>>
  loadMore: () => Promise<void>
  /** Loads the first page, as for another filter. */
  reload: () => Promise<void>
  /** Loads as many items as are shown, so that the scroll position and a selection stay valid. */
  refresh: () => Promise<void>
  /** The items shown and the next cursor, passed as `last` at the next visit. */
  shown: () => Page<Item>
}

/**
 * Loads a list page by page, by cursor. `reload()` keeps the items until the new first page has arrived; `last` is
 * shown until as many items have arrived, so that the scroll position stays valid. Responses that arrive after a newer
 * `reload()` or after unmounting are dropped.
 */
export function usePagedList<Item>(
  load: LoadPage<Item>,
  initial: Page<Item> | null,
  last: Page<Item> | null = null,
): PagedList<Item> {
  const items = shallowRef<readonly Item[]>((initial ?? last)?.items ?? [])
  const error = shallowRef<unknown>()
  const isLoading = shallowRef(initial === null)
  const isFinished = shallowRef(initial !== null && initial.next === null)
  /** Null also while the items are not those of the last `reload()`: it failed, or has not finished. */
  let next = initial?.next ?? null
  let current = new AbortController()

  /** Loads pages until there are `count` items, but at least one page. */
  async function fetchPages(after: string | null, before: readonly Item[], count = 0): Promise<void> {
    const { signal } = current
    isLoading.value = true
    error.value = undefined
    try {
      let page = await load(after === null ? {} : { after }, signal)
      const fresh = [...before, ...page.items]
      while (page.next !== null && fresh.length < count && !signal.aborted) {
        page = await load({ after: page.next }, signal)
        fresh.push(...page.items)
      }
      if (signal.aborted) return
      items.value = fresh
      next = page.next
      isFinished.value = next === null
    } catch (cause) {
      if (!signal.aborted) error.value = cause
    } finally {
      if (!signal.aborted) isLoading.value = false
    }
  }
  async function loadMore(): Promise<void> {
    if (isLoading.value || isFinished.value) return
    await (next === null ? refresh() : fetchPages(next, items.value))
  }
  const refresh = () => reload(items.value.length)
  async function reload(count = 0): Promise<void> {
    current.abort()
    current = new AbortController()
    // The cursor may be that of another filter.
    next = null
    await fetchPages(null, [], count)
  }
  onMounted(() => {
    if (initial === null) void reload(last?.items.length)
  })
  onScopeDispose(() => {
    current.abort()
  })
  return {
    items: shallowReadonly(items),
    error: shallowReadonly(error),
    problem: useLoadProblem(error),
    isLoading: readonly(isLoading),
    isFinished: readonly(isFinished),
    loadMore,
    reload: () => reload(),
    refresh,
    shown: () => ({ items: items.value, next }),
  }
}
