import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { RequestPage, RequestSummary } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../api/desk-api.ts'
import type { PageCursor } from '../../api/request-options.ts'
import type { ApprovalFilter, RequestFilter } from '../../api/requests-api.ts'
import { usePageDataStore, type Visit } from '../../stores/page-data.ts'
import { useClock, useNow } from '../../composables/use-server-clock.ts'
import { usePagedList } from '../../composables/use-paged-list.ts'
import { useRefreshOnReturn } from '../../composables/use-refresh-on-return.ts'
import { approvalsPath, requestsPath } from './list-filters.ts'
import { useMessages } from '../../locales/use-messages.ts'

type RequestListOptions<Page> = {
  load: (cursor: PageCursor, signal: AbortSignal) => Promise<Page>
  initial: Page | null
  last: Visit<Page> | null
  keep: (page: Visit<Page>) => void
}

/** Loads a list of requests and labels its age. `first`: the first page, which also has the counts. */
function useRequestList<Page extends RequestPage>({ load, initial, last, keep }: RequestListOptions<Page>) {
  const clock = useClock()
  const now = useNow()
  const messages = useMessages('core')
  const loadedAt = shallowRef(last?.at ?? clock.serverNow)
  const first = shallowRef<Page | null>(initial ?? last?.data ?? null)
  const list = usePagedList<RequestSummary>(
    async (cursor, signal) => {
      const page = await load(cursor, signal)
      if (signal.aborted) return page
      loadedAt.value = clock.now()
      if (cursor.after === undefined) first.value = page
      return page
    },
    initial,
    last?.data,
  )
  useRefreshOnReturn(list.refresh)
  // Keeps all pages, so that a return finds the scroll position.
  onScopeDispose(() => {
    if (first.value) keep({ data: { ...first.value, ...list.shown() }, at: loadedAt.value })
  })
  /** States when the rows shown were loaded. */
  const updatedLabel = computed(() =>
    list.items.value.length > 0 ? messages.lists.staleSince(messages.day(loadedAt.value, now.value)) : undefined,
  )
  return { ...list, updatedLabel, first }
}

/** Loads the viewer's own requests, newest first. */
export function useOwnRequests(filter: RequestFilter) {
  const { requests } = useApi()
  const pages = usePageDataStore()
  const path = requestsPath(filter)
  return useRequestList({
    load: (cursor, signal) => requests.listOwn({ ...filter, ...cursor }, signal),
    initial: pages.take('requests'),
    last: pages.last('requests', path),
    keep: (page) => {
      pages.keep('requests', page, path)
    },
  })
}

/**
 * Loads the requests that wait for the viewer's decision, those that they handled, or the manual tasks. After a change of
 * the filter, the rows stay until the new ones arrive.
 */
export function useApprovals(filter: () => ApprovalFilter) {
  const { requests } = useApi()
  const pages = usePageDataStore()
  const path = () => approvalsPath(filter())
  // The path of the rows that are shown: when the page is left, the filter may already be that of the next page.
  let shownPath = path()
  const list = useRequestList({
    load: async (cursor, signal) => {
      const requestedPath = path()
      const page = await requests.listApprovals({ ...filter(), ...cursor }, signal)
      if (!signal.aborted) shownPath = requestedPath
      return page
    },
    initial: pages.take('approvals'),
    last: pages.last('approvals', shownPath),
    keep: (page) => {
      pages.keep('approvals', page, shownPath)
    },
  })
  watch(path, list.reload)
  return list
}
