import { computed, shallowRef, watch } from 'vue'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../api/desk-api.ts'
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
  const list = usePagedList<RequestSummary>((cursor, signal) => api[which](cursor, signal), useBoot().take(which))
  const loadedAt = shallowRef(clock.bootNow)
  watch(list.items, () => (loadedAt.value = clock.now()))
  useReturn(list.reload)
  /** Said beside a failed reload: how old the rows are that are still there. */
  const kept = computed(() =>
    list.items.value.length > 0 ? words.lists.staleSince(localTime(loadedAt.value).minutes) : undefined,
  )
  const error = computed(() => (list.error.value === undefined ? null : messageFor(words, list.error.value)))
  return { ...list, error, kept }
}
