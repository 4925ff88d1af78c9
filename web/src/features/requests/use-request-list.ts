import { computed, shallowRef, watch } from 'vue'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { RequestPage, RequestSummary } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../api/desk-api.ts'
import type { PageCursor } from '../../api/request-options.ts'
import type { ApprovalFilter, RequestFilter } from '../../api/requests-api.ts'
import { toLoadError } from '../../api/error-messages.ts'
import { usePageDataStore, type Kept } from '../../stores/page-data.ts'
import { useClock } from '../../composables/use-server-clock.ts'
import { usePagedList } from '../../composables/use-paged-list.ts'
import { useRefreshOnReturn } from '../../composables/use-refresh-on-return.ts'
import { approvalsPath } from './list-filters.ts'
import { localTime } from '../../locales/time.ts'
import { useMessages } from '../../locales/use-messages.ts'

type RequestListOptions<Page> = {
  load: (cursor: PageCursor, signal: AbortSignal) => Promise<Page>
  initial: Page | null
  last: Kept<Page> | null
  keep: (page: Kept<Page>) => void
}

/** Loads a list of requests and labels its age. `first` is the first page, with the data beside the rows. */
function useRequestList<Page extends RequestPage>({ load, initial, last, keep }: RequestListOptions<Page>) {
  const clock = useClock()
  const messages = useMessages('core')
  const loadedAt = shallowRef(last?.at ?? clock.serverNow)
  const first = shallowRef<Page | null>(initial ?? last?.data ?? null)
  const list = usePagedList<RequestSummary>(
    async (cursor, signal) => {
      const page = await load(cursor, signal)
      if (signal.aborted) return page
      loadedAt.value = clock.now()
      if (cursor.after === undefined) {
        first.value = page
        keep({ data: page, at: loadedAt.value })
      }
      return page
    },
    initial,
    last?.data,
  )
  useRefreshOnReturn(list.reload)
  /** States when the rows shown were loaded. */
  const updatedLabel = computed(() =>
    list.items.value.length > 0 ? messages.lists.staleSince(localTime(loadedAt.value).minutes) : undefined,
  )
  const problem = computed(() => (list.error.value === undefined ? null : toLoadError(messages, list.error.value)))
  return { ...list, problem, updatedLabel, first }
}

/** Loads the viewer's own requests, newest first. Between two visits only the unfiltered list is kept. */
export function useOwnRequests(filter: RequestFilter) {
  const { requests } = useApi()
  const pages = usePageDataStore()
  const isUnfiltered = filter.list === undefined
  return useRequestList({
    load: (cursor, signal) => requests.listOwn({ ...filter, ...cursor }, signal),
    initial: pages.take('requests'),
    last: isUnfiltered ? pages.last('requests') : null,
    keep: (page) => {
      if (isUnfiltered) pages.keep('requests', page)
    },
  })
}

/**
 * Loads requests waiting for the viewer's decision, oldest first, or those they have decided. Another filter loads them
 * again; the rows stay until the new ones arrive.
 */
export function useApprovals(filter: () => ApprovalFilter) {
  const { requests } = useApi()
  const pages = usePageDataStore()
  const isInbox = () => approvalsPath(filter()) === pagePaths.approvals
  const list = useRequestList({
    load: (cursor, signal) => requests.listApprovals({ ...filter(), ...cursor }, signal),
    initial: pages.take('approvals'),
    last: isInbox() ? pages.last('approvals') : null,
    keep: (page) => {
      if (isInbox()) pages.keep('approvals', page)
    },
  })
  watch(() => approvalsPath(filter()), list.reload)
  return list
}
