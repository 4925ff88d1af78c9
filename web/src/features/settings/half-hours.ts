import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { OutboxHealth } from '@desk/shared/outbox/outbox-schemas'

const HALF_HOUR_MS = 30 * MINUTE_MS
/** The half hours of a day. */
const COUNT = 48

/** Returns all half hours of the last 24 hours, also those in which nothing ended. */
export function halfHours({ day, now }: Pick<OutboxHealth, 'day' | 'now'>): OutboxHealth['day']['slots'] {
  const last = Math.floor(Date.parse(now) / HALF_HOUR_MS)
  const known = new Map(day.slots.map((slot) => [Math.floor(Date.parse(slot.at) / HALF_HOUR_MS), slot]))
  return Array.from({ length: COUNT }, (_, index) => {
    const half = last - COUNT + 1 + index
    return known.get(half) ?? { at: new Date(half * HALF_HOUR_MS).toISOString(), once: 0, again: 0, stopped: 0 }
  })
}
