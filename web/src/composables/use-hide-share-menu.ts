import { onMounted } from 'vue'
import { useBridge } from '../wecom/bridge.ts'

/** For pages with personal data: after the first paint, removes share and copy-link from the menu of the WeCom client. */
export function useHideShareMenu(): void {
  const bridge = useBridge()
  onMounted(() => {
    requestAnimationFrame(() => setTimeout(() => void bridge.hideOptionMenu(), 0))
  })
}
