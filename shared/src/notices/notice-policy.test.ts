import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextTimeOutsideQuietHours, type WorkingCalendar } from '../kernel/working-calendar.ts'
import {
  admit,
  admitClass,
  type Admission,
  DAILY_BUDGET,
  isCodeValid,
  noticeClasses,
  noticeKey,
  PER_MINUTE,
  PER_MINUTE_CRITICAL,
} from './notice-policy.ts'

const calendar: WorkingCalendar = {
  timeZone: 'Asia/Shanghai',
  table: { holidays: new Set(), workdays: new Set(), coveredUntil: 2026 },
  overrides: new Map(),
  quiet: { from: 20 * 60, to: 8.5 * 60 },
}
const shanghai = (text: string) => new Date(`${text}+08:00`)
const [byDay, byNight] = [shanghai('2026-03-17T10:00:00'), shanghai('2026-03-17T22:00:00')]
const noMessages = { today: 0, lastMinute: [] }
const full = { today: DAILY_BUDGET, lastMinute: [] }
const burst = (count: number, at: Date) => ({
  today: 0,
  lastMinute: Array.from({ length: count }, (_, index) => new Date(at.getTime() - 30_000 + index)),
})

describe('admit, for a card to an approver after an explicit act', () => {
  it.each([
    ['by night', noMessages, byNight],
    ['on a Sunday', noMessages, shanghai('2026-03-22T12:00:00')],
    ['after eight others', full, byDay],
  ])('a card to an approver after an explicit act is sent at once %s', (_name, received, at) => {
    expect(admit('request.asked', received, calendar, at)).toEqual({ now: true })
  })
})

describe('admit, for what is reported, asked and confirmed', () => {
  const now = { night: 'now', full: 'now' }
  const waits = { night: 'quiet_hours', full: 'budget' }
  it.each([
    ['incident.routed', now],
    ['incident.flood', now],
    ['incident.late_critical', now],
    ['incident.overdue_critical', now],
    ['confirm.changed', now],
    ['incident.replied', waits],
    ['incident.late', waits],
    ['incident.overdue', waits],
    ['incident.hr', waits],
    ['incident.taken_over', waits],
    ['incident.progress', waits],
    ['incident.asked', waits],
    ['incident.group', waits],
    ['feedback.asked', waits],
    ['feedback.forwarded', waits],
    ['feedback.reopened', waits],
    ['feedback.answered', waits],
    ['custody.asked', waits],
    ['confirm.asked', waits],
    ['confirm.urged', waits],
    ['confirm.overdue', waits],
    ['confirm.left', waits],
    ['confirm.moved', waits],
    ['directory.held', waits],
    ['feedback.late', { night: 'budget', full: 'budget' }],
  ] as const)('%s is admitted at night and after eight others as %o', (event, expected) => {
    const whyOf = (admission: Admission) => (admission.now ? 'now' : admission.why)
    expect({
      night: whyOf(admit(event, noMessages, calendar, byNight)),
      full: whyOf(admit(event, full, calendar, byDay)),
    }).toEqual(expected)
  })
})

describe('admit, for a message that can wait', () => {
  it.each(['request.applied', 'request.asked_again', 'request.failed'] as const)(
    'a message that can wait is deferred at night: %s',
    (event) => {
      expect(admit(event, noMessages, calendar, byNight)).toEqual({
        now: false,
        why: 'quiet_hours',
        until: shanghai('2026-03-18T08:30:00'),
      })
    },
  )

  it('a message that can wait is added to the next morning’s digest after eight other messages', () => {
    expect(admit('request.applied', full, calendar, byDay)).toEqual({
      now: false,
      why: 'budget',
      until: shanghai('2026-03-18T09:05:00'),
    })
  })
})

describe('admit, for several messages within a minute', () => {
  it.each([
    ['request.asked', PER_MINUTE],
    ['request.applied', PER_MINUTE],
  ] as const)('%s is deferred after %i other messages until one of them is a minute old', (event, limit) => {
    const admission = admit(event, burst(limit, byDay), calendar, byDay)
    expect(admission).toEqual({ now: false, why: 'rate', until: new Date(byDay.getTime() + 30_000) })
    expect(admit(event, burst(limit - 1, byDay), calendar, byDay)).toEqual({ now: true })
    const aMinuteLater = new Date(byDay.getTime() + 30_000)
    expect(admit(event, burst(limit, byDay), calendar, aMinuteLater)).toEqual({ now: true })
  })

  it('admitClass keeps a reserve for critical messages below the limit of WeCom', () => {
    const critical = { class: 'critical', isExplicitAct: false } as const
    expect(admitClass(critical, burst(PER_MINUTE, byDay), calendar, byNight)).toEqual({ now: true })
    expect(admitClass(critical, burst(PER_MINUTE_CRITICAL, byNight), calendar, byNight)).toMatchObject({ why: 'rate' })
    expect(PER_MINUTE_CRITICAL).toBeLessThan(30)
  })
})

it('admitClass sends a message deferred by the quiet hours when they end', () => {
  const rule = fc.record({ class: fc.constantFrom(...noticeClasses), isExplicitAct: fc.boolean() })
  const at = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(rule, at, (noticeRule, now) => {
      const first = admitClass(noticeRule, noMessages, calendar, now)
      if (first.now) return
      expect(first.until.getTime()).toBeGreaterThan(now.getTime())
      if (first.why === 'quiet_hours')
        expect(admitClass(noticeRule, noMessages, calendar, first.until)).toEqual({ now: true })
      expect(nextTimeOutsideQuietHours(calendar, first.until)).toEqual(first.until)
    }),
  )
})

it('noticeKey ignores the case of the userid', () => {
  expect(noticeKey('request.asked', 'req_1', 'LiMin')).toBe(noticeKey('request.asked', 'req_1', 'limin'))
})

it('isCodeValid expires a code before WeCom does', () => {
  const hours = (count: number) => new Date(byDay.getTime() + count * 3_600_000)
  expect([isCodeValid(byDay, hours(70)), isCodeValid(byDay, hours(71))]).toEqual([true, false])
})
