import { type ActionKind, actionKinds } from '@desk/shared/audit-entries/action-kinds'
import { HOURS_PER_DAY, HOURS_PER_SLOT, hourText } from '@desk/shared/audit/audit-hours'
import type { AuditDays } from '@desk/shared/audit/audit-schemas'
import type { FilterRange } from './audit-filter.ts'

/** A day, or two hours of it that begin at `hour`. */
export type AuditSlot = {
  day: string
  hour: number | null
  entries: number
  /** The entries by kind; null: the server is of a release that does not know them. */
  kinds: Readonly<Record<ActionKind, number>> | null
}

/** Formats the hours of a slot: `08:00–10:00`; null: it is a whole day. */
export const hoursOf = ({ hour }: Pick<AuditSlot, 'hour'>): string | null =>
  hour === null ? null : `${hourText(hour)}–${hourText(hour + HOURS_PER_SLOT)}`

const slotOf = ({ day, entries, looks, losses }: AuditDays['days'][number], hour: number | null): AuditSlot => ({
  day,
  hour,
  entries,
  kinds: looks === undefined || losses === undefined ? null : { looks, changes: entries - looks - losses, losses },
})

/** Returns the hours that were counted, or the days of a longer range. */
export const slotsOf = ({ days, hours }: AuditDays): AuditSlot[] =>
  hours ? hours.map((counted) => slotOf(counted, counted.hour)) : days.map((counted) => slotOf(counted, null))

/** Returns the total of each kind; null: it is not known. */
export function sumByKind(slots: readonly AuditSlot[]): Record<ActionKind, number> | null {
  const sums = { looks: 0, changes: 0, losses: 0 }
  for (const { kinds } of slots) {
    if (kinds === null) return null
    for (const kind of actionKinds) sums[kind] += kinds[kind]
  }
  return sums
}

/** Returns the range of the filter that contains these slots and those between them. */
export const rangeOf = (first: AuditSlot, last: AuditSlot): FilterRange => ({
  from: first.day,
  to: last.day,
  fromTime: first.hour === null || first.hour === 0 ? '' : hourText(first.hour),
  toTime:
    last.hour === null || last.hour + HOURS_PER_SLOT === HOURS_PER_DAY ? '' : hourText(last.hour + HOURS_PER_SLOT),
})

/** Returns whether a part of the slot is in the range of the filter. */
export function isWithin({ from, fromTime, to, toTime }: FilterRange, { day, hour }: AuditSlot): boolean {
  const begins = `${day} ${hourText(hour ?? 0)}`
  const ends = `${day} ${hourText(hour === null ? HOURS_PER_DAY : hour + HOURS_PER_SLOT)}`
  return (
    (from === '' || ends > `${from} ${fromTime || '00:00'}`) && (to === '' || begins < `${to} ${toTime || '24:00'}`)
  )
}

/** Returns the indexes of the first and the last slot in the range of the filter; null without a range or such slots. */
export function selectedSlots(range: FilterRange, slots: readonly AuditSlot[]): [number, number] | null {
  if (range.from === '' && range.to === '') return null
  const within = slots.map((slot) => isWithin(range, slot))
  const first = within.indexOf(true)
  return first === -1 ? null : [first, within.lastIndexOf(true)]
}
