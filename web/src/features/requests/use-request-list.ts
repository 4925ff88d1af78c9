import { computed, shallowRef } from 'vue'
import type { RequestPage, RequestSummary } from '@desk/shared/requests/request-schemas'
import { useApi, type PageCursor } from '../../api/desk-api.ts'
import { messageFor } from '../../api/error-messages.ts'
import { useBoot } from '../../boot.ts'
import { useClock } from '../../composables/use-clock.ts'
import { usePagedList } from '../../composables/use-paged-list.ts'
import { useReturn } from '../../composables/use-return.ts'
import { localTime } from '../../words/time.ts'
import { useWords } from '../../words/use-words.ts'

/** The person's own requests, or those that wait for his decision; newest or oldest first as the server orders them. */
export function useRequestList(which: 'requests' | 'approvals') {
  const api = useApi()
  const clock = useClock()
  const words = useWords()
  const boot = useBoot()
  const last = boot.last(which)
  const list = usePagedList<RequestSummary>(load, boot.take(which), last?.data)
  const loadedAt = shallowRef(last?.at ?? clock.bootNow)
  async function load(cursor: PageCursor, signal: AbortSignal): Promise<RequestPage> {
    const page = await api[which](cursor, signal)
    const at = clock.now()
    loadedAt.value = at
    // The first page is what the list begins with when somebody comes back to it.
    if (cursor.after === undefined) boot.keep(which, { data: page, at })
    return page
  }
  useReturn(list.reload)
  /** How old the rows are that are shown. */
  const kept = computed(() =>
    list.items.value.length > 0 ? words.lists.staleSince(localTime(loadedAt.value).minutes) : undefined,
  )
  const error = computed(() => (list.error.value === undefined ? null : messageFor(words, list.error.value)))
  return { ...list, error, kept }
}
