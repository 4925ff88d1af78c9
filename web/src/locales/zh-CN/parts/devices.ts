import type { Device } from '@desk/shared/session/parse-user-agent'

const clients: Record<Device['client'], string> = {
  wecom: '企业微信',
  chrome: 'Chrome',
  edge: 'Edge',
  firefox: '火狐',
  safari: 'Safari',
  other: '浏览器',
}
const systems: Record<Device['system'], string> = {
  harmony: '鸿蒙手机',
  android: '安卓手机',
  ios: '苹果手机',
  windows: 'Windows 电脑',
  mac: '苹果电脑',
  linux: 'Linux 电脑',
  other: '未知设备',
}

/** Returns a device in words, as far as its User-Agent says. */
export const device = ({ client, system }: Device): string => `${clients[client]} · ${systems[system]}`
