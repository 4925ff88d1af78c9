import { watch } from 'vue'
import { useRoute } from 'vue-router'
import { useApi } from '../../../api/desk-api.ts'
import { usePageDataStore } from '../../../stores/page-data.ts'
import { useAsyncData } from '../../../composables/use-async-data.ts'
import { usePolling } from '../../../composables/use-polling.ts'
import { mayChangeRemotely } from './may-change-remotely.ts'

/** Loads the request of the current route and polls it while it can change remotely. */
export function useRequest() {
  const api = useApi().requests
  const id = String(useRoute().params['id'])
  const handedOver = usePageDataStore().take('request')
  const loaded = useAsyncData(handedOver?.id === id ? handedOver : null, (signal) => api.request(id, signal))
  const { data: request, reload } = loaded

  const revision = () => `${String(request.value?.version)} ${String(request.value?.timeline.length)}`
  async function poll(): Promise<boolean> {
    const before = revision()
    await reload()
    return revision() !== before
  }
  const isPolled = () => mayChangeRemotely(request.value)
  const { restart } = usePolling(poll, isPolled)
  // An action on this page, such as a decision, starts the polling again.
  watch(() => isPolled() && request.value?.version, restart)
  return { ...loaded, restart }
}
