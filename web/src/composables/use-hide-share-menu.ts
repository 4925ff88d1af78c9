import { onMounted } from 'vue'
import { useBridge } from '../wecom/bridge.ts'

/**
 * Removes, on pages with personal data and after the first paint, share and copy-link from the menu of the WeCom
 * client.
 */
export function useHideShareMenu(): void {
  const bridge = useBridge()
  onMounted(() => {
    requestAnimationFrame(() => setTimeout(() => void bridge.hideOptionMenu(), 0))
  })
}
