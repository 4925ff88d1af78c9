import { receiptSchema } from '@desk/shared/incidents/incident-receipt'
import type { Device } from '../../platform/device.ts'

/** No userid in the key: who made the receipt is not to be read from this device either. */
const NAME = 'desk.incidents.receipt'

type Storage = Pick<Device, 'storage'>

/**
 * Keeps the receipt on this device until its owner says that they noted it; only when they ask for it, since the next
 * person who opens the app here sees it. Returns false when the device does not store it.
 */
export function keepReceipt({ storage }: Storage, receipt: string): boolean {
  try {
    storage?.setItem(NAME, receipt)
  } catch {
    return false
  }
  return storage !== null
}

/** Returns the receipt that this device keeps; null: it keeps no valid one. */
export function readReceipt({ storage }: Storage): string | null {
  const kept = storage?.getItem(NAME) ?? null
  return kept !== null && receiptSchema.safeParse(kept).success ? kept : null
}

/** Removes the receipt from this device. */
export const forgetReceipt = ({ storage }: Storage): void => storage?.removeItem(NAME)
