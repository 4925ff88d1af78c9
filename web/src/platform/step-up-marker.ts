import type { Device } from './device.ts'

const key = 'desk:confirming'

/** Marks the redirect to WeCom that a dangerous action requires, so that the returning page can tell the user to repeat it. */
export function setStepUpMarker(tab: Device['tab']): void {
  try {
    tab?.setItem(key, '1')
  } catch {
    // Without storage only the hint is missing.
  }
}

/** Returns true once, on the page after the redirect. */
export function consumeStepUpMarker(tab: Device['tab']): boolean {
  try {
    const was = tab?.getItem(key) === '1'
    tab?.removeItem(key)
    return was
  } catch {
    return false
  }
}
