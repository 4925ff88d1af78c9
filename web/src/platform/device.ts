import { inject, type App, type InjectionKey } from 'vue'

/** What this device gives us and a test replaces: time, randomness, a place that survives the page. */
export type Device = {
  /** Milliseconds since the epoch, by this device's clock. */
  now(): number
  /** A fresh key for one submission; nobody else makes the same. */
  createIdempotencyKey(): string
  /** Null where the client forbids it. */
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null
  /** Survives the page, but not the tab. */
  tab: Device['storage']
}

const key: InjectionKey<Device> = Symbol('device')

export const provideDevice = (app: App, device: Device): void => {
  app.provide(key, device)
}

export function useDevice(): Device {
  const device = inject(key)
  if (!device) throw new Error('device was not provided')
  return device
}
