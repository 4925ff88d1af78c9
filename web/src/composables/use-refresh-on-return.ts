import { defaultDocument, useEventListener } from '@vueuse/core'
import { useDevice } from '../platform/device.ts'

/** After this long in the background the page may be outdated. */
const STALE_AFTER_MS = 30_000

/**
 * Calls `refresh` when the network is back, when a page becomes visible after at least 30 s, and when it is restored from
 * the back/forward cache.
 */
export function useRefreshOnReturn(refresh: () => unknown): void {
  const device = useDevice()
  let hiddenAt: number | null = null
  useEventListener(defaultDocument, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') hiddenAt = device.now()
    else if (hiddenAt !== null && device.now() - hiddenAt >= STALE_AFTER_MS) refresh()
  })
  useEventListener('pageshow', ({ persisted }) => {
    if (persisted) refresh()
  })
  useEventListener('online', () => {
    refresh()
  })
}
