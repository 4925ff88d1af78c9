import { onScopeDispose, readonly, shallowRef, type Ref } from 'vue'

/** How long something takes, as a person feels it: at 3 s we say so, at 10 s we offer a way out. */
export type RequestSlowness = 'fine' | 'slow' | 'very-slow'

const slowMs = 3_000
const verySlowMs = 10_000

export function useSlowRequest(): { patience: Readonly<Ref<RequestSlowness>>; start: () => void; stop: () => void } {
  const patience = shallowRef<RequestSlowness>('fine')
  let timers: ReturnType<typeof setTimeout>[] = []
  function stop(): void {
    timers.forEach(clearTimeout)
    timers = []
    patience.value = 'fine'
  }
  function start(): void {
    stop()
    timers = [
      setTimeout(() => (patience.value = 'slow'), slowMs),
      setTimeout(() => (patience.value = 'very-slow'), verySlowMs),
    ]
  }
  onScopeDispose(stop)
  return { patience: readonly(patience), start, stop }
}
