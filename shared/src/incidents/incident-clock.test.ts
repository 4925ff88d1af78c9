import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../kernel/durations.ts'
import { addWorkingMs, type WorkingCalendar, workingMsBetween } from '../kernel/working-calendar.ts'
import {
  type ClockStep,
  criticalDueAt,
  dueStep,
  escalationSteps,
  type IncidentClock,
  isWaitOver,
  resume,
  startAcknowledging,
  startHandling,
  withSeverity,
} from './incident-clock.ts'
import type { IncidentEventType, IncidentSeverity } from './incident-states.ts'

const calendar: WorkingCalendar = {
  timeZone: 'Asia/Shanghai',
  table: { holidays: new Set(['2026-04-06']), workdays: new Set(['2026-03-28']), coveredUntil: 2026 },
  overrides: new Map(),
  quiet: { from: 20 * 60, to: 8.5 * 60 },
}
const shanghai = (text: string) => new Date(`${text}+08:00`)
const start = shanghai('2026-03-17T10:00:00')
const WORKING_DAY = 8 * HOUR_MS
/** An instant within sixty days, to the minute, at any hour. */
const instants = fc
  .integer({ min: 0, max: 60 * 24 * 60 })
  .map((minutes) => new Date(start.getTime() + minutes * MINUTE_MS))
const clockAt = (dueAt: Date, rest: Partial<IncidentClock> = {}): IncidentClock => ({
  severity: 'normal',
  dueAt,
  escalation: 0,
  remindedAt: null,
  pausedAt: null,
  ...rest,
})

describe('the dates of an incident', () => {
  it.each([
    ['to acknowledge a normal incident', startAcknowledging(calendar, start, 'normal'), '2026-03-20T10:00:00'],
    [
      'to acknowledge a critical incident, day and night',
      startAcknowledging(calendar, start, 'critical'),
      '2026-03-17T11:00:00',
    ],
    ['for the outcome of a normal incident', startHandling(calendar, start, 'normal'), '2026-04-07T10:00:00'],
    ['for the outcome of a critical incident', startHandling(calendar, start, 'critical'), '2026-03-20T10:00:00'],
  ])('the due date %s counts from its start', (_, { dueAt }, expected) => {
    expect(dueAt).toEqual(shanghai(expected))
  })

  it('changing the severity back and forth never gives a later date than the first one or that of the report', () => {
    fc.assert(
      fc.property(
        instants,
        fc.array(fc.tuple(instants, fc.constantFrom('normal', 'critical')), { maxLength: 6 }),
        (at, changes) => {
          const first = startHandling(calendar, at, 'normal').dueAt
          const latest = Math.max(first.getTime(), addWorkingMs(calendar, start, 15 * WORKING_DAY).getTime())
          let dueAt = first
          for (const [now, severity] of changes) {
            const { dueAt: criticalDueAt } = startHandling(calendar, now, 'critical')
            dueAt = withSeverity(calendar, { dueAt, reportedAt: start, criticalDueAt }, severity).dueAt ?? dueAt
          }
          expect(dueAt.getTime()).toBeLessThanOrEqual(latest)
        },
      ),
    )
  })
})

describe('the due date of a critical incident', () => {
  const step = (type: IncidentEventType, at: string, severity?: IncidentSeverity): ClockStep => ({
    type,
    at: shanghai(at),
    severity,
  })
  const acknowledged = step('acknowledged', '2026-03-17T10:00:00')
  const declared = step('severity', '2026-03-18T10:00:00', 'critical')
  const revoked = step('severity', '2026-03-19T10:00:00', 'normal')
  const declaredAgain = step('severity', '2026-03-20T10:00:00', 'critical')

  it.each<[string, ClockStep[], string | null]>([
    ['never declared', [acknowledged], null],
    ['declared once', [acknowledged, declared], '2026-03-23T10:00:00'],
    ['declared, revoked and declared again', [acknowledged, declared, revoked, declaredAgain], '2026-03-23T10:00:00'],
    [
      'declared again after the reporter was waited for during a working day',
      [
        acknowledged,
        declared,
        step('asked', '2026-03-18T11:00:00'),
        step('answered', '2026-03-19T11:00:00'),
        step('severity', '2026-03-19T12:00:00', 'normal'),
        declaredAgain,
      ],
      '2026-03-24T10:00:00',
    ],
    [
      'declared while the reporter was waited for',
      [
        acknowledged,
        step('asked', '2026-03-17T10:00:00'),
        step('severity', '2026-03-25T10:00:00', 'critical'),
        step('answered', '2026-03-26T10:00:00'),
      ],
      '2026-03-30T10:00:00',
    ],
    [
      'declared before another handler began, revoked and declared again',
      [acknowledged, declared, step('taken_over', '2026-03-18T15:00:00'), revoked, declaredAgain],
      '2026-03-23T15:00:00',
    ],
    [
      'declared and revoked before another handler began, and declared again',
      [acknowledged, declared, revoked, step('acknowledged', '2026-03-19T15:00:00'), declaredAgain],
      '2026-03-25T10:00:00',
    ],
  ])('the due date counts from the first declaration to its handler: %s', (_, log, expected) => {
    expect(criticalDueAt(calendar, log)).toEqual(expected === null ? null : shanghai(expected))
  })
})

describe('the pause of the clock', () => {
  it('the time left before a pause is left after it, and never more than ten working days are added', () => {
    fc.assert(
      fc.property(instants, instants, instants, (dueAt, pausedAt, now) => {
        fc.pre(now >= pausedAt)
        const resumed = resume(calendar, clockAt(dueAt, { pausedAt }), now)
        expect(resumed.pausedAt).toBeNull()
        const until = resumed.dueAt ?? dueAt
        if (dueAt <= pausedAt) expect(until).toEqual(dueAt)
        else {
          const waited = Math.min(workingMsBetween(calendar, pausedAt, now), 10 * WORKING_DAY)
          const added = workingMsBetween(calendar, dueAt, until)
          expect(added).toBe(waited)
        }
      }),
    )
  })

  it('no step is due while the clock is stopped, and the wait is over after ten working days', () => {
    const clock = clockAt(start, { pausedAt: start })
    expect(dueStep(calendar, clock, shanghai('2026-03-30T09:59:00'))).toBeNull()
    expect(isWaitOver(calendar, start, shanghai('2026-03-30T09:59:00'))).toBe(false)
    expect(isWaitOver(calendar, start, shanghai('2026-03-30T10:00:00'))).toBe(true)
  })
})

describe('the escalation', () => {
  it('each step is due a working day after the one before, and none after the last', () => {
    const later = shanghai('2026-03-17T18:00:00')
    const steps = [0, 1, 2, 3].map((escalation) => {
      const clock = clockAt(start, { escalation, remindedAt: escalation === 0 ? null : start })
      return [later, shanghai('2026-03-18T10:00:00')].map((now) => dueStep(calendar, clock, now))
    })
    expect(steps).toEqual([
      ['handlers', 'handlers'],
      [null, 'leads'],
      [null, 'contact'],
      [null, null],
    ])
    expect(escalationSteps).toHaveLength(3)
  })
})
