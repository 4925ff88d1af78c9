import { defaultDocument, useEventListener } from '@vueuse/core'
import { onMounted, onScopeDispose } from 'vue'

const firstMs = 2_000
const longestMs = 15_000

/**
 * Polls while `isActive()` and only while the page is visible: every 2 s at first, less often while nothing changes.
 * `poll` returns whether something changed. A page that becomes visible polls at once.
 */
export function usePolling(poll: () => Promise<boolean>, isActive: () => boolean): { restart: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let delayMs = firstMs
  let isDisposed = false

  async function run(): Promise<void> {
    const hasChanged = await poll()
    delayMs = hasChanged ? firstMs : Math.min(delayMs * 1.5, longestMs)
    schedule()
  }
  function schedule(): void {
    clearTimeout(timer)
    if (isDisposed || !isActive() || document.visibilityState === 'hidden') return
    timer = setTimeout(() => void run(), delayMs)
  }
  function restart(): void {
    delayMs = firstMs
    schedule()
  }
  useEventListener(defaultDocument, 'visibilitychange', () => {
    clearTimeout(timer)
    if (document.visibilityState === 'visible') void run()
  })
  onMounted(schedule)
  onScopeDispose(() => {
    isDisposed = true
    clearTimeout(timer)
  })
  return { restart }
}
