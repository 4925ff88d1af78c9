import { useIntervalFn } from '@vueuse/core'
import { onMounted, readonly, shallowRef, type Ref } from 'vue'
import { createInjection } from '../platform/injection.ts'

/** Estimates the server's clock: `serverNow` of the first response plus the time that has passed on this device since. */
export type Clock = { serverNow: string; now: () => string }

export function createClock(serverNow: string, deviceNow: () => number): Clock {
  const offsetMs = Date.parse(serverNow) - deviceNow()
  return { serverNow, now: () => new Date(deviceNow() + offsetMs).toISOString() }
}

export const [provideClock, useClock] = createInjection<Clock>('clock')

/** Returns the current time, updated every `everyMs`. Starts with the server's time, so that hydration matches. */
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
