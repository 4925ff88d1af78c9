import { useTimeoutFn } from '@vueuse/core'
import { onMounted } from 'vue'
import { useRouter } from 'vue-router'
import { useApi } from '../../api/desk-api.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useDevice } from '../../platform/device.ts'

/** Long enough for the home page to load everything that it needs itself. */
const DELAY_MS = 2_000

/** Loads the lost-device page in advance: a member without their phone may have no network when they open it. */
export function usePrefetchLostDevice(): void {
  const router = useRouter()
  const { client } = useApi()
  const device = useDevice()
  const { me } = useSessionStore()
  async function prefetch(): Promise<void> {
    try {
      const { prefetchLostDevicePage } = await import('./prefetch-lost-device-page.ts')
      await prefetchLostDevicePage({ router, client, device, corpId: me.corpId })
    } catch {
      // Whatever failed is loaded when the page is opened.
    }
  }
  const { start } = useTimeoutFn(prefetch, DELAY_MS, { immediate: false })
  onMounted(start)
}
