import { expect, it } from 'vitest'
import { type AuditSlot, isWithin, rangeOf, selectedSlots, slotsOf, sumByKind } from './audit-slots.ts'

const anyTime = { from: '', to: '', fromTime: '', toTime: '' }
const slot = (day: string, hour: number | null = null): AuditSlot => ({ day, hour, entries: 0, kinds: null })
const hours = Array.from({ length: 12 }, (_, index) => slot('2026-03-17', index * 2))

it('slots are the hours that were counted, or else the days, with the number of each kind', () => {
  const counts = { day: '2026-03-17', entries: 12, looks: 7, losses: 1 }
  const expected = { day: '2026-03-17', hour: null, entries: 12, kinds: { looks: 7, changes: 4, losses: 1 } }
  expect(slotsOf({ days: [counts] })).toEqual([expected])
  expect(slotsOf({ days: [counts], hours: [{ ...counts, hour: 8 }] })).toEqual([{ ...expected, hour: 8 }])
  expect(sumByKind(slotsOf({ days: [counts, counts] }))).toEqual({ looks: 14, changes: 8, losses: 2 })
})

it('the kinds of an answer of 0.18.0 are not known', () => {
  const slots = slotsOf({ days: [{ day: '2026-03-17', entries: 12 }] })
  expect(slots).toEqual([{ day: '2026-03-17', hour: null, entries: 12, kinds: null }])
  expect(sumByKind(slots)).toBeNull()
})

it('the range of slots has times only where it does not begin or end with a day', () => {
  expect(rangeOf(slot('2026-03-15'), slot('2026-03-17'))).toEqual({ ...anyTime, from: '2026-03-15', to: '2026-03-17' })
  expect(rangeOf(slot('2026-03-16', 12), slot('2026-03-17', 18))).toEqual({
    from: '2026-03-16',
    to: '2026-03-17',
    fromTime: '12:00',
    toTime: '20:00',
  })
  expect(rangeOf(slot('2026-03-16', 0), slot('2026-03-17', 22))).toEqual({
    ...anyTime,
    from: '2026-03-16',
    to: '2026-03-17',
  })
})

it('a slot is within a range, which may be open, if a part of it is', () => {
  const day = slot('2026-03-17')
  const within = (range: Partial<typeof anyTime>, counted = day) => isWithin({ ...anyTime, ...range }, counted)
  expect([within({}), within({ from: '2026-03-17', to: '2026-03-17' })]).toEqual([true, true])
  expect([within({ from: '2026-03-18' }), within({ to: '2026-03-16' })]).toEqual([false, false])
  expect([within({ from: '2026-03-17', fromTime: '23:00' }), within({ to: '2026-03-17', toTime: '00:30' })]).toEqual([
    true,
    true,
  ])
  const noon = { from: '2026-03-17', fromTime: '12:00', to: '2026-03-17', toTime: '14:00' }
  expect([10, 12, 14].map((hour) => within(noon, slot('2026-03-17', hour)))).toEqual([false, true, false])
})

it('the selected slots are the first and the last within the range; none are selected without a range or outside of it', () => {
  expect(selectedSlots(anyTime, hours)).toBeNull()
  expect(selectedSlots({ ...anyTime, from: '2026-03-18' }, hours)).toBeNull()
  expect(selectedSlots({ ...anyTime, from: '2026-03-17', fromTime: '09:30', to: '2026-03-18' }, hours)).toEqual([4, 11])
})
