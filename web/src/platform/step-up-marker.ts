import type { Device } from './device.ts'

const key = 'desk:confirming'

/** Noted before the trip to WeCom that a dangerous act asks for, so that the page that comes back can say what to do. */
export function setStepUpMarker(tab: Device['tab']): void {
  try {
    tab?.setItem(key, '1')
  } catch {
    // It only saves a sentence.
  }
}

/** True once, on the page that comes back. */
export function consumeStepUpMarker(tab: Device['tab']): boolean {
  try {
    const was = tab?.getItem(key) === '1'
    tab?.removeItem(key)
    return was
  } catch {
    return false
  }
}
