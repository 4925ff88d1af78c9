import { DAY_MS, HOUR_MS, MINUTE_MS } from '@desk/shared/kernel/durations'

export const lastSeenChoices = ['tenMinutes', 'hour', 'today', 'earlier', 'unknown'] as const
export type LastSeen = (typeof lastSeenChoices)[number]

/** The time before now that each choice stands for; `today` is taken as eight hours, `earlier` as three days. */
const agoMs = {
  tenMinutes: 10 * MINUTE_MS,
  hour: HOUR_MS,
  today: 8 * HOUR_MS,
  earlier: 3 * DAY_MS,
} as const satisfies Partial<Record<LastSeen, number>>

/** Returns the instant of a choice, on the early side: sign-in records are read from there on. Null: not stated. */
export const lastSeenAt = (choice: LastSeen | null, now: string): string | null =>
  choice === null || choice === 'unknown' ? null : new Date(Date.parse(now) - agoMs[choice]).toISOString()
