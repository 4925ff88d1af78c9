/** Cached per time zone: creating a format costs more than a thousand uses. */
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

/** Returns the Chinese name of the time zone for the head of a file. */
export const timeZoneText = (timeZone: string): string =>
  timeZone === 'Asia/Shanghai' ? '北京时间（UTC+8）' : `${timeZone} 时间`
