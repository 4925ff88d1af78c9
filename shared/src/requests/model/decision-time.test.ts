import { HOUR_MS } from '../../kernel/durations.ts'
import { describe, expect, it } from 'vitest'
import type { WorkingCalendar } from '../../kernel/working-calendar.ts'
import { dueAfter, limitMs, nextEscalationStep, timeLeft } from './decision-time.ts'

const calendar: WorkingCalendar = {
  timeZone: 'Asia/Shanghai',
  table: { holidays: new Set(), workdays: new Set(), coveredUntil: 2026 },
  overrides: new Map(),
  quiet: { from: 20 * 60, to: 8 * 60 + 30 },
}
const at = (local: string) => new Date(`2026-03-${local}:00+08:00`)
const day = limitMs({ decideWithinHours: 8 })

describe('the decision time', () => {
  it('the decision time counts working time only: lunch, nights and weekends are left out', () => {
    expect(dueAfter(calendar, at('17T10:00'), day)).toEqual(at('18T10:00'))
    // Friday afternoon to Monday afternoon.
    expect(dueAfter(calendar, at('20T16:00'), day)).toEqual(at('23T16:00'))
    expect(timeLeft(calendar, at('18T10:00'), at('17T11:00'))).toBe(7 * HOUR_MS)
    expect(timeLeft(calendar, at('18T10:00'), at('17T23:00'))).toBe(HOUR_MS)
    expect(timeLeft(calendar, at('18T10:00'), at('18T12:30'))).toBe(-2 * HOUR_MS)
  })

  it('a request whose clock continues is due after the working time that was left, or at once if it was overdue', () => {
    expect(dueAfter(calendar, at('19T11:00'), 2 * HOUR_MS)).toEqual(at('19T14:00'))
    expect(dueAfter(calendar, at('19T11:00'), -HOUR_MS)).toEqual(at('19T11:00'))
  })

  it.each([
    [0, 50, '17T15:00'],
    [1, 80, '17T17:24'],
    [2, 100, '18T10:00'],
    [3, 150, '18T15:00'],
  ])('escalation step %i is due at %i percent of the decision time', (stepsTaken, percent, when) => {
    const now = at('17T10:00')
    expect(nextEscalationStep(calendar, { now, leftMs: day, limitMs: day, stepsTaken })).toEqual({
      percent,
      at: at(when),
    })
  })

  it('no escalation step follows the last one', () => {
    const now = at('25T10:00')
    expect(nextEscalationStep(calendar, { now, leftMs: -day, limitMs: day, stepsTaken: 4 })).toBeNull()
  })

  it('the first escalation step of an overdue request is due at once if it was not taken', () => {
    const now = at('25T10:00')
    expect(nextEscalationStep(calendar, { now, leftMs: -day, limitMs: day, stepsTaken: 0 })).toEqual({
      percent: 50,
      at: now,
    })
  })
})
