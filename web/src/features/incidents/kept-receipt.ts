import { receiptSchema } from '@desk/shared/incidents/incident-receipt'
import type { Device } from '../../platform/device.ts'

/** The key contains no userid: the device must not reveal who made the receipt. */
const STORAGE_KEY = 'desk.incidents.receipt'

type DeviceStorage = Pick<Device, 'storage'>

/**
 * Keeps the receipt on this device until its owner says that they noted it. Call it only at the owner's request: the next
 * person who opens the app here sees the receipt. Returns false when the device does not store it.
 */
export function keepReceipt({ storage }: DeviceStorage, receipt: string): boolean {
  try {
    storage?.setItem(STORAGE_KEY, receipt)
  } catch {
    return false
  }
  return storage !== null
}

/** Returns the receipt that this device keeps; null: it keeps no valid one. */
export function readReceipt({ storage }: DeviceStorage): string | null {
  const kept = storage?.getItem(STORAGE_KEY) ?? null
  return kept !== null && receiptSchema.safeParse(kept).success ? kept : null
}

export const forgetReceipt = ({ storage }: DeviceStorage): void => storage?.removeItem(STORAGE_KEY)
