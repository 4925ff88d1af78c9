import type { HiddenValues } from '@desk/shared/confirmations/confirmation-schemas'
import { onMounted, shallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useConfirmationsApi } from '../../api/confirmations-api.ts'
import { useAction } from '../../composables/use-action.ts'
import { useBridge } from '../../wecom/bridge.ts'

const textOrEmpty = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * Returns the contact fields that WeCom hides from apps: asked for on WeCom's page, and shown when the member returns
 * from there.
 */
export function useHiddenFields(id: string) {
  const api = useConfirmationsApi()
  const route = useRoute()
  const router = useRouter()
  const shown = shallowRef<HiddenValues | null>(null)
  /** Whether the page is in WeCom's client: elsewhere it cannot ask. Known only in the browser. */
  const isInWecom = shallowRef(false)
  const { isBusy, errorText, run } = useAction()
  const { isWeCom } = useBridge()
  onMounted(async () => {
    isInWecom.value = isWeCom
    const { code, state, ...query } = route.query
    if (textOrEmpty(state) === '') return
    // The code and the state can be used once: a reload of the page must not send them again.
    await router.replace({ query })
    if (textOrEmpty(code) === '') return
    await run(async () => {
      shown.value = await api.hidden(id, { code: textOrEmpty(code), state: textOrEmpty(state) })
    })
  })
  const ask = () =>
    run(async () => {
      const { url } = await api.requestConsent(id)
      if (url !== null) location.assign(url)
    })
  return { shown, isInWecom, isBusy, errorText, ask }
}
