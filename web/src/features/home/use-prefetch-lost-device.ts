import { onMounted, onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import { useApi } from '../../api/desk-api.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useDevice } from '../../platform/device.ts'

/** Not before everything that this page itself needs. */
const afterMs = 2_000

/** Who loses a phone may have no network by the time they tap: what that page needs comes while there is one. */
export function usePrefetchLostDevice(): void {
  const [router, { client }, device, { me }] = [useRouter(), useApi(), useDevice(), useSessionStore()]
  let timer: ReturnType<typeof setTimeout> | undefined
  async function bring(): Promise<void> {
    try {
      const { prefetchLostDevicePage } = await import('./prefetch-lost-device-page.ts')
      await prefetchLostDevicePage({ router, client, device, corpId: me.corpId })
    } catch {
      // The tap itself asks for it again.
    }
  }
  onMounted(() => {
    timer = setTimeout(() => void bring(), afterMs)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
  })
}
