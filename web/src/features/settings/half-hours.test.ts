import { describe, expect, it } from 'vitest'
import { halfHours } from './half-hours.ts'

describe('halfHours', () => {
  it('halfHours returns every half hour of a day, the last one being the current one', () => {
    const slot = { at: '2026-03-17T02:00:00.000Z', once: 3, again: 1, stopped: 0 }
    const slots = halfHours({ now: '2026-03-17T02:33:00.000Z', day: { slots: [slot], isPartial: false } })
    expect(slots).toHaveLength(48)
    expect(slots.at(-1)).toEqual({ at: '2026-03-17T02:30:00.000Z', once: 0, again: 0, stopped: 0 })
    expect(slots.at(-2)).toEqual(slot)
    expect(slots[0]?.at).toBe('2026-03-16T03:00:00.000Z')
  })
})
