import { inject, onMounted, onScopeDispose, readonly, shallowRef, type App, type InjectionKey, type Ref } from 'vue'

/** The server's clock as far as this page knows it: `initialState.now` plus what passed here since. */
export type Clock = { serverNow: string; now: () => string }

export function createClock(serverNow: string, deviceNow: () => number): Clock {
  const offsetMs = Date.parse(serverNow) - deviceNow()
  return { serverNow, now: () => new Date(deviceNow() + offsetMs).toISOString() }
}

const key: InjectionKey<Clock> = Symbol('clock')

export const provideClock = (app: App, clock: Clock): void => {
  app.provide(key, clock)
}

export function useClock(): Clock {
  const clock = inject(key)
  if (!clock) throw new Error('clock was not provided')
  return clock
}

/** Now, to the half minute. Starts at the server's instant, so that both sides of hydration say the same. */
export function useNow(everyMs = 30_000): Readonly<Ref<string>> {
  const clock = useClock()
  const now = shallowRef(clock.serverNow)
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    now.value = clock.now()
    timer = setInterval(() => (now.value = clock.now()), everyMs)
  })
  onScopeDispose(() => {
    clearInterval(timer)
  })
  return readonly(now)
}
