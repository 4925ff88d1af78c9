import { defaultDocument, useEventListener } from '@vueuse/core'
import { onMounted, onScopeDispose, watch } from 'vue'

const FIRST_MS = 2_000
const LONGEST_MS = 15_000

type Polled = {
  reload: () => Promise<unknown>
  /** What a change is recognised by, for example a version. */
  seen: () => unknown
  isActive: () => boolean
}

/**
 * Reloads while `isActive()` and only while the page is visible: every 2 s at first, less often while nothing changes,
 * and again every 2 s after an action on the page. A page that becomes visible reloads at once, even if not active.
 */
export function usePolling({ reload, seen, isActive }: Polled): { restart: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let delayMs = FIRST_MS
  let isDisposed = false

  async function run(): Promise<void> {
    const before = seen()
    await reload()
    delayMs = seen() !== before ? FIRST_MS : Math.min(delayMs * 1.5, LONGEST_MS)
    schedule()
  }
  function schedule(): void {
    clearTimeout(timer)
    if (isDisposed || !isActive() || document.visibilityState === 'hidden') return
    timer = setTimeout(() => void run(), delayMs)
  }
  function restart(): void {
    delayMs = FIRST_MS
    schedule()
  }
  useEventListener(defaultDocument, 'visibilitychange', () => {
    clearTimeout(timer)
    if (document.visibilityState === 'visible') void run()
  })
  watch(() => isActive() && seen(), restart)
  onMounted(schedule)
  onScopeDispose(() => {
    isDisposed = true
    clearTimeout(timer)
  })
  return { restart }
}
