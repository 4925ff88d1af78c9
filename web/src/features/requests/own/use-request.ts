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

  const { restart } = usePolling({
    // A request that the viewer may decide is not reloaded, not even when the page becomes visible.
    reload: async () => {
      if (!request.value?.allowed.includes('decide')) await reload()
    },
    seen: () => `${String(request.value?.version)} ${String(request.value?.timeline.length)}`,
    isActive: () => mayChangeRemotely(request.value),
  })
  return { ...loaded, restart }
}
