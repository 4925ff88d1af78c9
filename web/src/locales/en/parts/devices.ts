import type { Device } from '@desk/shared/session/parse-user-agent'

const clients: Record<Device['client'], string> = {
  wecom: 'WeCom',
  chrome: 'Chrome',
  edge: 'Edge',
  firefox: 'Firefox',
  safari: 'Safari',
  other: 'Browser',
}
const systems: Record<Device['system'], string> = {
  harmony: 'HarmonyOS phone',
  android: 'Android phone',
  ios: 'iPhone or iPad',
  windows: 'Windows',
  mac: 'Mac',
  linux: 'Linux',
  other: 'unknown device',
}

/** Returns a device in words, as far as its User-Agent says. */
export const device = ({ client, system }: Device): string => `${clients[client]} · ${systems[system]}`
