import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@desk/shared/kernel/durations'

/** Returns whether less than a second lies between two instants. */
export const isUnderSecond = (since: string, until: string): boolean =>
  Date.parse(until) - Date.parse(since) < SECOND_MS

/** Formats the time between two instants like a clock: `00:14`, `12:03:41`. */
export function elapsedText(since: string, until: string): string {
  const elapsed = Math.max(0, Date.parse(until) - Date.parse(since))
  const parts = [
    Math.floor(elapsed / HOUR_MS),
    Math.floor((elapsed % HOUR_MS) / MINUTE_MS),
    Math.floor((elapsed % MINUTE_MS) / SECOND_MS),
  ]
  return (parts[0] === 0 ? parts.slice(1) : parts).map((part) => String(part).padStart(2, '0')).join(':')
}
