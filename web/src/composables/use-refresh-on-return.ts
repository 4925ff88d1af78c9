import { onMounted, onScopeDispose } from 'vue'
import { useDevice } from '../platform/device.ts'

/** Away for at least this long, what is shown may be old. */
const oldAfterMs = 30_000

/** Calls `refresh` when the network is back, or somebody comes back to a page that was hidden or kept whole for a while. */
export function useRefreshOnReturn(refresh: () => unknown): void {
  const device = useDevice()
  let hiddenAt: number | null = null
  function onVisibility(): void {
    if (document.visibilityState === 'hidden') hiddenAt = device.now()
    else if (hiddenAt !== null && device.now() - hiddenAt >= oldAfterMs) refresh()
  }
  function onPageShow(event: PageTransitionEvent): void {
    if (event.persisted) refresh()
  }
  const onOnline = () => {
    refresh()
  }
  onMounted(() => {
    document.addEventListener('visibilitychange', onVisibility)
    addEventListener('pageshow', onPageShow)
    addEventListener('online', onOnline)
  })
  onScopeDispose(() => {
    if (typeof window === 'undefined') return
    document.removeEventListener('visibilitychange', onVisibility)
    removeEventListener('pageshow', onPageShow)
    removeEventListener('online', onOnline)
  })
}
