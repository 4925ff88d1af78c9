import { onMounted, onScopeDispose } from 'vue'

const firstMs = 2_000
const longestMs = 15_000

/**
 * Looks again while `isActive()`, only when somebody is looking: every 2 s at first, rarer the longer nothing changes.
 * `look` answers whether something was new. Coming back to the page looks at once.
 */
export function usePolling(look: () => Promise<boolean>, isActive: () => boolean): { restart: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let delayMs = firstMs
  let isGone = false

  async function tick(): Promise<void> {
    const isNew = await look()
    delayMs = isNew ? firstMs : Math.min(delayMs * 1.5, longestMs)
    schedule()
  }
  function schedule(): void {
    clearTimeout(timer)
    if (isGone || !isActive() || document.visibilityState === 'hidden') return
    timer = setTimeout(() => void tick(), delayMs)
  }
  function restart(): void {
    delayMs = firstMs
    schedule()
  }
  function onVisible(): void {
    clearTimeout(timer)
    if (document.visibilityState === 'visible') void tick()
  }
  onMounted(() => {
    document.addEventListener('visibilitychange', onVisible)
    schedule()
  })
  onScopeDispose(() => {
    isGone = true
    clearTimeout(timer)
    if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', onVisible)
  })
  return { restart }
}
