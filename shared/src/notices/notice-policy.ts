import { MINUTE_MS } from '../kernel/durations.ts'
import type { CalendarDay } from '../kernel/calendar-day.ts'
import { dayIn } from '../kernel/calendar-day.ts'
import { nextLoudTime, onNextWorkingDay, type WorkingCalendar } from '../kernel/working-calendar.ts'

/**
 * How urgent a message is. `critical` goes out at once, always. `action` asks somebody for something, `information` tells
 * him something, `digest` can wait for the next morning's list. Source: domain 4.4, classes C, A, I, D.
 */
export const noticeClasses = ['critical', 'action', 'information', 'digest'] as const
type NoticeClass = (typeof noticeClasses)[number]

type EventRule = {
  class: NoticeClass
  /** A person just did something for which this one is waiting: not held back by the hour or by the budget. */
  isExplicitAct: boolean
}

/** Every reason to write to somebody. A storage contract: append, never rename. */
export const noticeEvents = {
  'request.asked': { class: 'action', isExplicitAct: true },
  'request.asked_again': { class: 'action', isExplicitAct: false },
  'request.applied': { class: 'information', isExplicitAct: false },
  'request.refused': { class: 'action', isExplicitAct: false },
  'request.mismatch': { class: 'action', isExplicitAct: false },
  'request.failed': { class: 'action', isExplicitAct: false },
  'request.scheduled': { class: 'information', isExplicitAct: false },
  'request.answered': { class: 'action', isExplicitAct: false },
  'request.differs': { class: 'action', isExplicitAct: false },
  'request.stopped': { class: 'action', isExplicitAct: false },
  'request.guided': { class: 'action', isExplicitAct: false },
  'request.commented': { class: 'information', isExplicitAct: false },
  'request.taken': { class: 'information', isExplicitAct: false },
  // Somebody pressed a button and must be told at once that it is something else now.
  'request.changed': { class: 'action', isExplicitAct: true },
  'request.returned': { class: 'action', isExplicitAct: false },
  // Never at night, although somebody pressed a button. Source: domain I-14.
  'request.urged': { class: 'action', isExplicitAct: false },
  'request.sla_half': { class: 'digest', isExplicitAct: false },
  'request.sla_near': { class: 'action', isExplicitAct: false },
  'request.sla_due': { class: 'action', isExplicitAct: false },
  'request.sla_over': { class: 'action', isExplicitAct: false },
  // A lost phone waits for no morning. Source: domain 4.4.
  'device.urgent_review': { class: 'critical', isExplicitAct: true },
  'device.reported': { class: 'critical', isExplicitAct: true },
  'device.contested': { class: 'critical', isExplicitAct: true },
  'device.locked': { class: 'critical', isExplicitAct: true },
  'device.lock_failed': { class: 'critical', isExplicitAct: true },
  'device.dismissed': { class: 'action', isExplicitAct: true },
  'device.expired': { class: 'action', isExplicitAct: true },
  'device.gone': { class: 'action', isExplicitAct: true },
  'device.not_locked': { class: 'action', isExplicitAct: true },
  'device.recovery': { class: 'action', isExplicitAct: true },
  'device.reopened': { class: 'critical', isExplicitAct: true },
  'device.unlock': { class: 'action', isExplicitAct: true },
  'device.unlocked': { class: 'action', isExplicitAct: true },
  // By a job that waits for the morning itself: the digest has no line for it.
  'device.reminder': { class: 'action', isExplicitAct: true },
  'request.by_hand': { class: 'action', isExplicitAct: false },
  'request.disputed': { class: 'action', isExplicitAct: false },
  'delegation.started': { class: 'information', isExplicitAct: false },
  'delegation.ended': { class: 'information', isExplicitAct: false },
  'group.charter': { class: 'action', isExplicitAct: false },
  'group.review': { class: 'action', isExplicitAct: false },
  'group.review_late': { class: 'action', isExplicitAct: false },
  'group.expiring': { class: 'action', isExplicitAct: false },
  'group.archived': { class: 'information', isExplicitAct: false },
  'group.vacant': { class: 'action', isExplicitAct: false },
  'group.owner': { class: 'information', isExplicitAct: false },
  'group.deputy': { class: 'action', isExplicitAct: false },
  'group.declared': { class: 'action', isExplicitAct: false },
  'group.wish': { class: 'action', isExplicitAct: false },
  'group.wish_answered': { class: 'information', isExplicitAct: false },
  'group.handled': { class: 'information', isExplicitAct: false },
  'group.reported': { class: 'action', isExplicitAct: false },
  'group.checklist': { class: 'action', isExplicitAct: false },
  'policy.asked': { class: 'action', isExplicitAct: false },
  'policy.told': { class: 'information', isExplicitAct: false },
  'policy.reminded': { class: 'action', isExplicitAct: false },
  'policy.urged': { class: 'action', isExplicitAct: false },
  'policy.digest': { class: 'information', isExplicitAct: false },
  'policy.question': { class: 'action', isExplicitAct: false },
  'device.doubted': { class: 'action', isExplicitAct: true },
  'guardian.asked': { class: 'action', isExplicitAct: false },
  'guardian.accepted': { class: 'information', isExplicitAct: false },
  'guardian.declined': { class: 'action', isExplicitAct: false },
  'guardian.resigned': { class: 'action', isExplicitAct: false },
  'guardian.dismissed': { class: 'information', isExplicitAct: false },
  'policy.answered': { class: 'action', isExplicitAct: false },
  'policy.review': { class: 'action', isExplicitAct: true },
  'policy.approved': { class: 'action', isExplicitAct: false },
  'policy.returned': { class: 'action', isExplicitAct: false },
  'api_key.stopped': { class: 'action', isExplicitAct: false },
} as const satisfies Record<string, EventRule>
export type NoticeEvent = keyof typeof noticeEvents

/** Cards that say how a lost device's case stands and ask for nothing; they are kept true like those that ask. */
export const informingEvents: readonly NoticeEvent[] = [
  'device.locked',
  'device.doubted',
  'device.unlocked',
  'device.dismissed',
  'device.expired',
  'device.gone',
  'device.not_locked',
  'device.reminder',
]
export const noticeEventNames = Object.keys(noticeEvents) as NoticeEvent[]

/** Action cards and information per person and day; the rest goes into the digest. Source: domain 4.4. */
export const DAILY_BUDGET = 8
/** Requests of one applicant that are put to one person at night; the next ones wait for the morning. */
export const ASKED_AT_NIGHT = 3
/**
 * Messages to one person, of a business day, about what one applicant does to their requests; the next ones are lines of the
 * digest. So nobody alone spends the day of whoever decides, or their minute, by asking and withdrawing.
 */
export const FROM_APPLICANT = 3
export const applicantEvents: readonly NoticeEvent[] = [
  ...(['request.asked', 'request.asked_again', 'request.commented', 'request.urged'] as const),
]
/** WeCom drops what exceeds 30 a minute and person, without a word (doc 90312). Well below it. */
export const PER_MINUTE = 20
/** What is critical may use more of that minute, and still stays below the drop. */
export const PER_MINUTE_CRITICAL = 28
/** 09:05, not on the hour, when everybody else's reminders go out. */
const DIGEST_AT_MINUTES = 9 * 60 + 5

/** What a person got so far. */
export type Received = {
  /** Action cards and information that went out on the business day of now. */
  today: number
  /** When messages of any class went out during the last minute, oldest first. */
  lastMinute: readonly Date[]
  /** When the same applicant's requests were put to them during these quiet hours. */
  askedTonight?: readonly Date[]
  /** What the same applicant made them hear on the business day of now. */
  fromApplicant?: number
}

export type Admission =
  { now: true } | { now: false; why: 'quiet_hours' | 'rate'; until: Date } | { now: false; why: 'budget'; until: Date }

/** Whether this message goes out now, later, or as a line of the digest (`budget`; `until` is when that is sent). */
export function admit(event: NoticeEvent, received: Received, calendar: WorkingCalendar, at: Date): Admission {
  const rule: EventRule = noticeEvents[event]
  return admitClass(rule, received, calendar, at)
}

export function admitClass(rule: EventRule, received: Received, calendar: WorkingCalendar, at: Date): Admission {
  const digestAt = () => onNextWorkingDay(calendar, at, DIGEST_AT_MINUTES)
  if (rule.class === 'digest') return { now: false, why: 'budget', until: digestAt() }
  const canWait = rule.class !== 'critical' && !rule.isExplicitAct
  const isSpent = rule.class !== 'critical' && (received.askedTonight ?? []).length >= ASKED_AT_NIGHT
  if (canWait || isSpent) {
    const loud = nextLoudTime(calendar, at)
    if (loud.getTime() > at.getTime()) return { now: false, why: 'quiet_hours', until: loud }
  }
  if (rule.class !== 'critical') {
    const isTooMuch = (received.fromApplicant ?? 0) >= FROM_APPLICANT
    if (isTooMuch || (canWait && received.today >= DAILY_BUDGET))
      return { now: false, why: 'budget', until: digestAt() }
  }
  const limit = rule.class === 'critical' ? PER_MINUTE_CRITICAL : PER_MINUTE
  // A message that is exactly a minute old is out of the minute: else one would wait for a moment that is now.
  const blocking = received.lastMinute.filter((sent) => at.getTime() - sent.getTime() < MINUTE_MS).at(-limit)
  if (blocking) return { now: false, why: 'rate', until: new Date(blocking.getTime() + MINUTE_MS) }
  return { now: true }
}

/** One message per event, object and person. */
export const noticeKey = (event: NoticeEvent, object: string, userid: string): string =>
  `${event}:${object}:${userid.toLowerCase()}`

export const budgetDay = (calendar: WorkingCalendar, at: Date): CalendarDay => dayIn(calendar.timeZone, at)

/** A card's code works once and for 72 h (doc 90236); an hour less, so that no call arrives too late. */
const CODE_LIFE_MS = 71 * 60 * MINUTE_MS

export const isCodeAlive = (sentAt: Date, at: Date): boolean => at.getTime() - sentAt.getTime() < CODE_LIFE_MS
