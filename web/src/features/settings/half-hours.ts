import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { OutboxHealth } from '@desk/shared/outbox/outbox-schemas'

const HALF_HOUR_MS = 30 * MINUTE_MS
const HALF_HOURS_PER_DAY = 48

/** Returns all half hours of the last 24 hours, also those in which nothing ended. */
export function halfHours({ day, now }: Pick<OutboxHealth, 'day' | 'now'>): OutboxHealth['day']['slots'] {
  const last = Math.floor(Date.parse(now) / HALF_HOUR_MS)
  const slotsByHalfHour = new Map(day.slots.map((slot) => [Math.floor(Date.parse(slot.at) / HALF_HOUR_MS), slot]))
  return Array.from({ length: HALF_HOURS_PER_DAY }, (_, index) => {
    const halfHour = last - HALF_HOURS_PER_DAY + 1 + index
    return (
      slotsByHalfHour.get(halfHour) ?? {
        at: new Date(halfHour * HALF_HOUR_MS).toISOString(),
        once: 0,
        again: 0,
        stopped: 0,
      }
    )
  })
}
