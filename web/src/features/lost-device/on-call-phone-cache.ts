import { DAY_MS } from '@desk/shared/kernel/durations'
import type { OnCallPhone } from '@desk/shared/lost-device/lost-device-schemas'
import type { Device } from '../../platform/device.ts'

const MAX_AGE_MS = DAY_MS

type Entry = { at: number; phones: readonly OnCallPhone[] }

export type OnCallPhoneCache = {
  read: () => readonly OnCallPhone[]
  /** Whether storage is available and the entry is missing or a day old. */
  isStale: () => boolean
  save: (phones: readonly OnCallPhone[]) => void
}

/**
 * Stores the on-call phone numbers on the device, for members who are offline when they need them. One entry per company:
 * every member sees the same numbers.
 */
export function createOnCallPhoneCache(device: Pick<Device, 'storage' | 'now'>, corpId: string): OnCallPhoneCache {
  const { storage } = device
  const key = `desk:duty:${corpId}`
  function load(): Entry | null {
    try {
      return JSON.parse(storage?.getItem(key) ?? 'null') as Entry | null // Written by `save`.
    } catch {
      return null
    }
  }
  return {
    read: () => load()?.phones ?? [],
    isStale: () => storage !== null && device.now() - (load()?.at ?? 0) >= MAX_AGE_MS,
    save(phones) {
      try {
        storage?.setItem(key, JSON.stringify({ at: device.now(), phones } satisfies Entry))
      } catch {
        // The storage is full or blocked; the page still shows the numbers.
      }
    },
  }
}
