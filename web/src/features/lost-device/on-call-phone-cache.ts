import type { OnCallPhone } from '@desk/shared/lost-device/lost-device-schemas'
import type { Device } from '../../platform/device.ts'

const freshForMs = 24 * 60 * 60_000

type Kept = { at: number; phones: readonly OnCallPhone[] }

export type DutyPhones = {
  read: () => readonly OnCallPhone[]
  /** Nothing is kept where something could be, or what is kept may not be so any more. */
  isOld: () => boolean
  keep: (phones: readonly OnCallPhone[]) => void
}

/**
 * Whom to call about a lost phone, as this device last heard it: who needs the number may have no network by then. Kept
 * for the company, not for a person, since every member is shown the same.
 */
export function dutyPhonesOn(device: Pick<Device, 'storage' | 'now'>, corpId: string): DutyPhones {
  const { storage } = device
  const key = `desk:duty:${corpId}`
  function kept(): Kept | null {
    try {
      return JSON.parse(storage?.getItem(key) ?? 'null') as Kept | null // Written below.
    } catch {
      return null
    }
  }
  return {
    read: () => kept()?.phones ?? [],
    isOld: () => storage !== null && device.now() - (kept()?.at ?? 0) >= freshForMs,
    keep(phones) {
      try {
        storage?.setItem(key, JSON.stringify({ at: device.now(), phones } satisfies Kept))
      } catch {
        // Full or forbidden: the number is on the page that brought it.
      }
    },
  }
}
