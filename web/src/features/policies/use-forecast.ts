import { onMounted, type Ref, shallowRef, watch } from 'vue'
import type { PublishForecast } from '@desk/shared/policies/authoring-schemas'
import { messageFor } from '../../api/error-messages.ts'
import { usePolicyApi } from '../../api/policy-api.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Loads who would sign what, once the page is shown and it is wanted: the members are counted for it. */
export function useForecast(id: string, isWanted: Ref<boolean>) {
  const api = usePolicyApi()
  const messages = useMessages('core')
  const forecast = shallowRef<PublishForecast | null>(null)
  const problem = shallowRef<string | null>(null)
  async function load(): Promise<void> {
    if (!isWanted.value) return
    try {
      forecast.value = await api.forecast(id)
    } catch (cause) {
      problem.value = messageFor(messages, cause)
    }
  }
  onMounted(() => {
    void load()
    watch(isWanted, () => void load())
  })
  return { forecast, problem }
}
