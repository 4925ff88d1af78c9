import { createInjection } from './injection.ts'

/** The parts of the device that tests replace: clock, randomness and storage. */
export type Device = {
  /** Milliseconds since the epoch, by this device's clock. */
  now(): number
  /** Returns a new random key for one submission. */
  createIdempotencyKey(): string
  /** Local storage; null where the client forbids it. */
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null
  /** Session storage: survives the page, but not the tab. */
  tabStorage: Device['storage']
}

export const [provideDevice, useDevice] = createInjection<Device>('device')
