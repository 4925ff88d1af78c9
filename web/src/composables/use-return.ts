import { onMounted, onScopeDispose } from 'vue'
import { useDevice } from '../device.ts'

/** Away for at least this long, what is shown may be old. */
const oldAfterMs = 30_000

/** Calls `refresh` when somebody comes back to a page that was hidden for a while, or was kept whole by the client. */
export function useReturn(refresh: () => unknown): void {
  const device = useDevice()
  let hiddenAt: number | null = null
  function onVisibility(): void {
    if (document.visibilityState === 'hidden') hiddenAt = device.now()
    else if (hiddenAt !== null && device.now() - hiddenAt >= oldAfterMs) refresh()
  }
  function onPageShow(event: PageTransitionEvent): void {
    if (event.persisted) refresh()
  }
  onMounted(() => {
    document.addEventListener('visibilitychange', onVisibility)
    addEventListener('pageshow', onPageShow)
  })
  onScopeDispose(() => {
    if (typeof window === 'undefined') return
    document.removeEventListener('visibilitychange', onVisibility)
    removeEventListener('pageshow', onPageShow)
  })
}
