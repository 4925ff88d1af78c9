import { onMounted } from 'vue'
import { useBridge } from '../wecom/bridge.ts'

/**
 * For pages with personal data: proves the page to the WeCom client once the first paint is out, and takes share and
 * copy-link out of its menu.
 */
export function useHideShareMenu(): void {
  const bridge = useBridge()
  onMounted(() => {
    requestAnimationFrame(() => setTimeout(() => void bridge.hideOptionMenu(), 0))
  })
}
