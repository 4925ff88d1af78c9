import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@desk/shared/kernel/durations'

export const lastSeenChoices = ['tenMinutes', 'hour', 'today', 'earlier', 'unknown'] as const
export type LastSeen = (typeof lastSeenChoices)[number]

const agoMs = {
  tenMinutes: 10 * MINUTE_MS,
  hour: HOUR_MS,
  today: 8 * HOUR_MS,
  earlier: 3 * DAY_MS,
} as const satisfies Partial<Record<LastSeen, number>>

/** Returns the instant of a choice, on the early side: sign-in records are read from there on. Null: not stated. */
export const lastSeenAt = (choice: LastSeen | null, now: string): string | null =>
  choice === null || choice === 'unknown' ? null : new Date(Date.parse(now) - agoMs[choice]).toISOString()

export const isUnderSecond = (since: string, until: string): boolean =>
  Date.parse(until) - Date.parse(since) < SECOND_MS

/** Formats the time between two instants like a clock: `00:14`, `12:03:41`. */
export function elapsedText(since: string, until: string): string {
  const seconds = Math.max(0, Math.floor((Date.parse(until) - Date.parse(since)) / SECOND_MS))
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return (parts[0] === 0 ? parts.slice(1) : parts).map((part) => String(part).padStart(2, '0')).join(':')
}
