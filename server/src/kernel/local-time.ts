import { MINUTE_MS } from '@desk/shared/kernel/durations'

/** Cached per time zone: creating a format costs as much as dozens of uses. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** Returns `2026-03-17 10:04:12` in `timeZone`. Swedish times have the ISO format. */
export function localTime(timeZone: string, at: Date): string {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    formats.set(timeZone, format)
  }
  return format.format(at)
}

/** Returns `2026-03-17T10:04:12.000+08:00`: the time of day that people know, as an instant that programs read (RFC 3339). */
export function offsetTime(timeZone: string, at: Date): string {
  const local = localTime(timeZone, at).replace(' ', 'T')
  const fraction = at.toISOString().slice(19, 23)
  const offset = (Date.parse(`${local}${fraction}Z`) - at.getTime()) / MINUTE_MS
  const parts = [Math.abs(offset) / 60, Math.abs(offset) % 60].map((part) => String(Math.floor(part)).padStart(2, '0'))
  return `${local}${fraction}${offset < 0 ? '-' : '+'}${parts.join(':')}`
}

/** Returns the Chinese name of the time zone for the head of a file. */
export const timeZoneText = (timeZone: string): string =>
  timeZone === 'Asia/Shanghai' ? '北京时间（UTC+8）' : `${timeZone} 时间`
