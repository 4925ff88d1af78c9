import { createCookieJar, type CookieJar } from './cookie-jar.ts'
import { deviceKinds, type DeviceKind, type DeviceTheme } from './user-agents.ts'

export const deviceCookie = 'wecom_device'
export const personaCookie = 'wecom_persona'
/** The persona of a desktop browser without a signed-in member. */
export const noPersona = '-'

type Device = { id: string; kind: DeviceKind; theme: DeviceTheme; jars: Map<string, CookieJar> }

export type Devices = {
  /** Returns the device of the cookie, or a new one when the cookie is missing or from an earlier run. */
  resolve(id: string | undefined): Device
  jar(device: Device, persona: string): CookieJar
  /** Deletes all cookies of the app. */
  forget(): void
}

const isDeviceId = (id: string | undefined): id is string => id !== undefined && /^[0-9a-z]{8,64}$/.test(id)

export const createDevices = (newId: () => string): Devices => {
  const devices = new Map<string, Device>()
  return {
    resolve(id) {
      const existing = isDeviceId(id) ? devices.get(id) : undefined
      if (existing) return existing
      const device: Device = {
        id: isDeviceId(id) ? id : newId(),
        kind: 'android',
        theme: 'light',
        jars: new Map<string, CookieJar>(),
      }
      devices.set(device.id, device)
      return device
    },
    jar(device, persona) {
      const jar = device.jars.get(persona) ?? createCookieJar()
      device.jars.set(persona, jar)
      return jar
    },
    forget() {
      for (const device of devices.values()) device.jars.clear()
    },
  }
}

export const parseDeviceKind = (value: string | null): DeviceKind | null =>
  deviceKinds.find((kind) => kind === value) ?? null

export const parseTheme = (value: string | null): DeviceTheme | null =>
  value === 'light' || value === 'dark' ? value : null

/** Returns one cookie of the browser's `Cookie` header. */
export const readCookie = (header: string | undefined, name: string): string | undefined => {
  for (const part of (header ?? '').split(';')) {
    const equals = part.indexOf('=')
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim()
  }
  return undefined
}
