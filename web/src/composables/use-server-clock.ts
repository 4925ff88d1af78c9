import { useIntervalFn } from '@vueuse/core'
import { inject, onMounted, readonly, shallowRef, type App, type InjectionKey, type Ref } from 'vue'

/** Estimates the server's clock: `serverNow` of the first response plus the time that has passed on this device since. */
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

/** Returns the current time, updated every half minute. Starts with the server's time, so that hydration matches. */
export function useNow(everyMs = 30_000): Readonly<Ref<string>> {
  const clock = useClock()
  const now = shallowRef(clock.serverNow)
  const { resume } = useIntervalFn(() => (now.value = clock.now()), everyMs, {
    immediate: false,
    immediateCallback: true,
  })
  onMounted(resume)
  return readonly(now)
}
