import { watch } from 'vue'
import { useRoute } from 'vue-router'
import { useApi } from '../../../api/desk-api.ts'
import { usePageDataStore } from '../../../stores/page-data.ts'
import { useAsyncData } from '../../../composables/use-async-data.ts'
import { usePolling } from '../../../composables/use-polling.ts'
import { changesByItself } from './may-change-remotely.ts'

/** The request of this address, kept fresh while something or somebody is still at it. */
export function useRequest() {
  const api = useApi().engine
  const id = String(useRoute().params['id'])
  const handedOver = usePageDataStore().take('request')
  const loaded = useAsyncData(handedOver?.id === id ? handedOver : null, (signal) => api.request(id, signal))
  const { data: request, reload } = loaded

  const mark = () => `${String(request.value?.version)} ${String(request.value?.timeline.length)}`
  async function look(): Promise<boolean> {
    const before = mark()
    await reload()
    return mark() !== before
  }
  const isWaiting = () => changesByItself(request.value)
  const { restart } = usePolling(look, isWaiting)
  // Whatever set it going: a decision, a word about a dispute, a look.
  watch(() => isWaiting() && request.value?.version, restart)
  return { ...loaded, restart }
}
