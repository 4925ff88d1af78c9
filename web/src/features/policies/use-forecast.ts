import { onMounted, shallowRef } from 'vue'
import type { PublishForecast } from '@desk/shared/policies/authoring-schemas'
import { messageFor } from '../../api/error-messages.ts'
import { usePolicyApi } from '../../api/policy-api.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Loads who would sign what, once the page is shown: the members are counted for it. */
export function useForecast(id: string) {
  const api = usePolicyApi()
  const messages = useMessages('core')
  const forecast = shallowRef<PublishForecast | null>(null)
  const problem = shallowRef<string | null>(null)
  onMounted(async () => {
    try {
      forecast.value = await api.forecast(id)
    } catch (cause) {
      problem.value = messageFor(messages, cause)
    }
  })
  return { forecast, problem }
}
