import { useTimeoutFn } from '@vueuse/core'
import { onMounted, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import type { PublishForecast } from '@desk/shared/policies/authoring-schemas'
import { isTemporary } from '../../api/is-temporary.ts'
import { messageFor } from '../../api/error-messages.ts'
import { usePolicyApi } from '../../api/policy-api.ts'
import { useMessages } from '../../locales/use-messages.ts'

const RETRY_MS = 10_000

/**
 * Loads the forecast of who would sign what, only after mounting and while `isWanted`: the server counts all members for it.
 */
export function useForecast(id: string, isWanted: Ref<boolean>) {
  const api = usePolicyApi()
  const messages = useMessages('core')
  const forecast = shallowRef<PublishForecast | null>(null)
  const problem = shallowRef<string | null>(null)
  const { start: retryLater, stop: cancelRetry } = useTimeoutFn(() => void load(), RETRY_MS, { immediate: false })
  let isUnmounted = false
  async function load(): Promise<void> {
    cancelRetry()
    if (!isWanted.value || isUnmounted) return
    try {
      forecast.value = await api.forecast(id)
      problem.value = null
    } catch (cause) {
      problem.value = messageFor(messages, cause)
      // Nothing can be published without a forecast.
      if (isTemporary(cause)) retryLater()
    }
  }
  onScopeDispose(() => {
    isUnmounted = true
  })
  onMounted(() => {
    void load()
    watch(isWanted, () => void load())
  })
  return { forecast, problem }
}
