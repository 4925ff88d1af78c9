import type { Device } from './device.ts'

function storageOf(name: 'localStorage' | 'sessionStorage'): Device['storage'] {
  try {
    return window[name]
  } catch {
    return null // Some WebViews throw on the mere access.
  }
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export const browserDevice = (): Device => ({
  now: () => Date.now(),
  // Not `randomUUID`: it is missing before Chrome 92 and outside https.
  createIdempotencyKey: () => hex(crypto.getRandomValues(new Uint8Array(16))),
  storage: storageOf('localStorage'),
  tabStorage: storageOf('sessionStorage'),
})
