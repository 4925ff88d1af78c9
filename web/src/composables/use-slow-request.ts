import { onScopeDispose, readonly, shallowRef, type Ref } from 'vue'

/** How slow a pending request is: from 3 s the page says so, from 10 s it offers to continue without waiting. */
export type RequestSlowness = 'normal' | 'slow' | 'very-slow'

const SLOW_MS = 3_000
const VERY_SLOW_MS = 10_000

/** Tells how slow a pending request is: `start` begins to measure, `stop` ends it. */
export function useSlowRequest(): { slowness: Readonly<Ref<RequestSlowness>>; start: () => void; stop: () => void } {
  const slowness = shallowRef<RequestSlowness>('normal')
  let timers: ReturnType<typeof setTimeout>[] = []
  function stop(): void {
    timers.forEach(clearTimeout)
    timers = []
    slowness.value = 'normal'
  }
  function start(): void {
    stop()
    timers = [
      setTimeout(() => (slowness.value = 'slow'), SLOW_MS),
      setTimeout(() => (slowness.value = 'very-slow'), VERY_SLOW_MS),
    ]
  }
  onScopeDispose(stop)
  return { slowness: readonly(slowness), start, stop }
}
