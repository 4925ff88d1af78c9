import { computed, shallowRef } from 'vue'
import type { RequestPage, RequestSummary } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../api/desk-api.ts'
import type { PageCursor } from '../../api/request-options.ts'
import type { ApprovalFilter, RequestFilter } from '../../api/requests-api.ts'
import { toLoadError } from '../../api/error-messages.ts'
import { usePageDataStore, type Kept } from '../../stores/page-data.ts'
import { useClock } from '../../composables/use-server-clock.ts'
import { usePagedList } from '../../composables/use-paged-list.ts'
import { useRefreshOnReturn } from '../../composables/use-refresh-on-return.ts'
import { localTime } from '../../locales/time.ts'
import { useMessages } from '../../locales/use-messages.ts'

type Parts<Page> = {
  load: (cursor: PageCursor, signal: AbortSignal) => Promise<Page>
  initial: Page | null
  last: Kept<Page> | null
  keep: (kept: Kept<Page>) => void
}

/** A list of requests with its age. `first` is its first page as it came, with what stands around the rows. */
function useKeptList<Page extends RequestPage>({ load, initial, last, keep }: Parts<Page>) {
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
  /** How old the rows are that are shown. */
  const kept = computed(() =>
    list.items.value.length > 0 ? messages.lists.staleSince(localTime(loadedAt.value).minutes) : undefined,
  )
  const problem = computed(() => (list.error.value === undefined ? null : toLoadError(messages, list.error.value)))
  return { ...list, problem, kept, first }
}

/** The person's own requests, newest first. What is kept between two visits is the whole list; a part loads afresh. */
export function useOwnRequests(filter: RequestFilter) {
  const { engine } = useApi()
  const pages = usePageDataStore()
  const isWhole = filter.list === undefined
  return useKeptList({
    load: (cursor, signal) => engine.requests({ ...filter, ...cursor }, signal),
    initial: pages.take('requests'),
    last: isWhole ? pages.last('requests') : null,
    keep: (kept) => {
      if (isWhole) pages.keep('requests', kept)
    },
  })
}

/** What waits for the person's decision, the longest first; or what he decided. */
export function useApprovals(filter: ApprovalFilter) {
  const { engine } = useApi()
  const pages = usePageDataStore()
  const isInbox = filter.list === 'waiting' && filter.kind === undefined
  return useKeptList({
    load: (cursor, signal) => engine.approvals({ ...filter, ...cursor }, signal),
    initial: pages.take('approvals'),
    last: isInbox ? pages.last('approvals') : null,
    keep: (kept) => {
      if (isInbox) pages.keep('approvals', kept)
    },
  })
}
