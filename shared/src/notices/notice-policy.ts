import { HOUR_MS, MINUTE_MS } from '../kernel/durations.ts'
import { type CalendarDay, dayIn } from '../kernel/calendar-day.ts'
import { nextTimeOutsideQuietHours, onNextWorkingDay, type WorkingCalendar } from '../kernel/working-calendar.ts'

/**
 * Urgency of a message. `critical` is sent at once, also at night, `action` requests something of a person, `information` does
 * not, `digest` can wait for the next morning's list.
 */
export const noticeClasses = ['critical', 'action', 'information', 'digest'] as const
type NoticeClass = (typeof noticeClasses)[number]

type EventRule = {
  class: NoticeClass
  /** Whether another person acted just now and waits: neither quiet hours nor the budget defer it. */
  isExplicitAct: boolean
}

/** Every event of which people are notified. Stored: append, never rename. */
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
  // The person pressed a button and must learn at once that the request changed.
  'request.changed': { class: 'action', isExplicitAct: true },
  'request.returned': { class: 'action', isExplicitAct: false },
  // Never sent at night, although the applicant acted.
  'request.urged': { class: 'action', isExplicitAct: false },
  'request.sla_half': { class: 'digest', isExplicitAct: false },
  'request.sla_near': { class: 'action', isExplicitAct: false },
  'request.sla_due': { class: 'action', isExplicitAct: false },
  'request.sla_over': { class: 'action', isExplicitAct: false },
  // A lost phone does not wait for the morning.
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
  'device.unlock_failed': { class: 'action', isExplicitAct: true },
  'device.unlocked': { class: 'action', isExplicitAct: true },
  // Sent by a job that waits for the morning itself: a digest has no line for it.
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
  'policy.retire_review': { class: 'action', isExplicitAct: true },
  'policy.retired': { class: 'information', isExplicitAct: false },
  'policy.kept': { class: 'information', isExplicitAct: false },
  // Somebody has just reported. The cards about incidents do not show the text.
  'incident.routed': { class: 'action', isExplicitAct: true },
  'incident.replied': { class: 'action', isExplicitAct: false },
  'incident.late': { class: 'action', isExplicitAct: false },
  'incident.overdue': { class: 'action', isExplicitAct: false },
  // A handler marked the incident as critical: its time limit also runs at night.
  'incident.late_critical': { class: 'critical', isExplicitAct: true },
  'incident.overdue_critical': { class: 'critical', isExplicitAct: true },
  'incident.hr': { class: 'action', isExplicitAct: false },
  'incident.taken_over': { class: 'information', isExplicitAct: false },
  'incident.flood': { class: 'action', isExplicitAct: true },
  'incident.progress': { class: 'information', isExplicitAct: false },
  'incident.asked': { class: 'action', isExplicitAct: false },
  'incident.group': { class: 'action', isExplicitAct: false },
  'api_key.stopped': { class: 'action', isExplicitAct: false },
  'partner.ending': { class: 'action', isExplicitAct: false },
  'partner.no_sponsor': { class: 'action', isExplicitAct: false },
  'partner.unregistered': { class: 'action', isExplicitAct: false },
  'partner.disabled': { class: 'information', isExplicitAct: false },
  'partner.enabled_outside': { class: 'critical', isExplicitAct: true },
  'partner.disable_by_hand': { class: 'action', isExplicitAct: false },
  'partner.enable_by_hand': { class: 'action', isExplicitAct: false },
  'console.created': { class: 'action', isExplicitAct: false },
  'console.changed': { class: 'action', isExplicitAct: false },
  'console.deleted': { class: 'action', isExplicitAct: false },
  'console.setup': { class: 'action', isExplicitAct: false },
  'departure.reported': { class: 'action', isExplicitAct: false },
  'departure.answered': { class: 'information', isExplicitAct: false },
  'account.review': { class: 'action', isExplicitAct: true },
  'account.returned': { class: 'action', isExplicitAct: false },
  'account.joining': { class: 'information', isExplicitAct: false },
  'account.by_hand': { class: 'action', isExplicitAct: false },
  'account.failed': { class: 'action', isExplicitAct: false },
  'account.late': { class: 'action', isExplicitAct: false },
  'account.not_invited': { class: 'action', isExplicitAct: false },
  'account.first_day': { class: 'action', isExplicitAct: false },
  'closing.opened': { class: 'information', isExplicitAct: false },
  'closing.clean': { class: 'action', isExplicitAct: false },
  'closing.offered': { class: 'action', isExplicitAct: false },
  'closing.declined': { class: 'action', isExplicitAct: false },
  'closing.heir_gone': { class: 'action', isExplicitAct: false },
  'closing.blocked': { class: 'action', isExplicitAct: false },
  'closing.cancelled': { class: 'information', isExplicitAct: false },
  // Somebody may misuse the account now.
  'closing.confirm': { class: 'critical', isExplicitAct: true },
  'closing.by_hand': { class: 'action', isExplicitAct: true },
  'closing.disabled': { class: 'information', isExplicitAct: false },
  'closing.enabled_outside': { class: 'critical', isExplicitAct: true },
  'closing.enabled': { class: 'information', isExplicitAct: false },
  'closing.deletion': { class: 'action', isExplicitAct: false },
  'closing.deleted': { class: 'information', isExplicitAct: false },
  'closing.gone': { class: 'action', isExplicitAct: false },
  'closing.not_visible': { class: 'action', isExplicitAct: false },
  'closing.reminder': { class: 'action', isExplicitAct: false },
  'closing.unanswered': { class: 'action', isExplicitAct: false },
  'transfer.opened': { class: 'information', isExplicitAct: false },
  'transfer.offered': { class: 'action', isExplicitAct: false },
  'transfer.cancelled': { class: 'information', isExplicitAct: false },
  'transfer.refused': { class: 'action', isExplicitAct: false },
  'transfer.late': { class: 'action', isExplicitAct: false },
  'transfer.moving': { class: 'action', isExplicitAct: false },
  'transfer.moved': { class: 'information', isExplicitAct: false },
  'closing.moved': { class: 'action', isExplicitAct: false },
  'closing.last_lead': { class: 'action', isExplicitAct: false },
  'transfer.failed': { class: 'action', isExplicitAct: false },
  'confirm.asked': { class: 'action', isExplicitAct: false },
  // The person pressed a button and must learn at once that their data changed meanwhile.
  'confirm.changed': { class: 'action', isExplicitAct: true },
  'confirm.urged': { class: 'action', isExplicitAct: false },
  'confirm.overdue': { class: 'action', isExplicitAct: false },
  'confirm.left': { class: 'action', isExplicitAct: false },
  'confirm.moved': { class: 'information', isExplicitAct: false },
  'feedback.asked': { class: 'action', isExplicitAct: false },
  'feedback.forwarded': { class: 'action', isExplicitAct: false },
  'feedback.reopened': { class: 'action', isExplicitAct: false },
  'feedback.late': { class: 'digest', isExplicitAct: false },
  'feedback.answered': { class: 'information', isExplicitAct: false },
  'custody.asked': { class: 'action', isExplicitAct: false },
  'session.new_device': { class: 'information', isExplicitAct: false },
  'directory.held': { class: 'action', isExplicitAct: false },
  // Somebody else may have used the account, and may again once it is enabled.
  'device.exposure': { class: 'critical', isExplicitAct: true },
} as const satisfies Record<string, EventRule>
export type NoticeEvent = keyof typeof noticeEvents
export const noticeEventNames = Object.keys(noticeEvents) as NoticeEvent[]

/** Action and information cards per person and day; further ones go into the digest. */
export const DAILY_BUDGET = 8
/** Requests of one applicant that one approver receives at night; further ones wait for the morning. */
export const APPROVALS_AT_NIGHT = 3
/**
 * Messages to one person per day about the actions of one applicant on their requests; further ones go into the digest. So
 * one applicant cannot use up the daily budget or the limit per minute of an approver by submitting and withdrawing.
 */
export const FROM_APPLICANT = 3
export const applicantEvents: readonly NoticeEvent[] = [
  'request.asked',
  'request.asked_again',
  'request.commented',
  'request.urged',
]
/** Messages per minute and person; WeCom silently drops those beyond 30 (doc 90312). */
export const PER_MINUTE = 20
/** Messages per minute and person including critical ones; still below WeCom's limit. */
export const PER_MINUTE_CRITICAL = 28
/** 09:05: not on the hour, since other reminders are sent then. */
const DIGEST_AT_MINUTES = 9 * 60 + 5

/** Messages that a person received so far. */
export type Received = {
  /** Number of action and information cards today, in the company's time zone. */
  today: number
  /** When messages of any class were sent within the last minute, oldest first. */
  lastMinute: readonly Date[]
  /** When approval cards of the same applicant were sent to them during the present quiet hours. */
  approvalsTonight?: readonly Date[]
  /** Number of messages caused by the same applicant today. */
  fromApplicant?: number
}

export type Admission =
  { now: true } | { now: false; why: 'quiet_hours' | 'rate'; until: Date } | { now: false; why: 'budget'; until: Date }

/**
 * Decides whether a message is sent now, later, or as a line of the digest (`budget`; `until` is when that is sent).
 */
export const admit = (event: NoticeEvent, received: Received, calendar: WorkingCalendar, at: Date): Admission =>
  admitClass(noticeEvents[event], received, calendar, at)

const canClassWait = (rule: EventRule): boolean => rule.class !== 'critical' && !rule.isExplicitAct

/** Returns whether quiet hours defer a message. */
export const canWait = (event: NoticeEvent): boolean => canClassWait(noticeEvents[event])

/** Decides the same as `admit`, for a message with this rule. */
export function admitClass(rule: EventRule, received: Received, calendar: WorkingCalendar, at: Date): Admission {
  const digestAt = () => onNextWorkingDay(calendar, at, DIGEST_AT_MINUTES)
  if (rule.class === 'digest') return { now: false, why: 'budget', until: digestAt() }
  const isNightLimitReached =
    rule.class !== 'critical' && (received.approvalsTonight ?? []).length >= APPROVALS_AT_NIGHT
  if (canClassWait(rule) || isNightLimitReached) {
    const until = nextTimeOutsideQuietHours(calendar, at)
    if (until.getTime() > at.getTime()) return { now: false, why: 'quiet_hours', until }
  }
  if (rule.class !== 'critical') {
    const isApplicantLimitReached = (received.fromApplicant ?? 0) >= FROM_APPLICANT
    if (isApplicantLimitReached || (canClassWait(rule) && received.today >= DAILY_BUDGET))
      return { now: false, why: 'budget', until: digestAt() }
  }
  const limit = rule.class === 'critical' ? PER_MINUTE_CRITICAL : PER_MINUTE
  // A message that is exactly a minute old no longer counts: else the next one would wait for the present moment.
  const blocking = received.lastMinute.filter((sent) => at.getTime() - sent.getTime() < MINUTE_MS).at(-limit)
  if (blocking) return { now: false, why: 'rate', until: new Date(blocking.getTime() + MINUTE_MS) }
  return { now: true }
}

/** Returns the unique key of an event, object and person. */
export const noticeKey = (event: NoticeEvent, object: string, userid: string): string =>
  `${event}:${object}:${userid.toLowerCase()}`

/** Returns the day to whose budget a message sent at this instant counts. */
export const budgetDay = (calendar: WorkingCalendar, at: Date): CalendarDay => dayIn(calendar.timeZone, at)

/** A card's code works once and for 72 h (doc 90236); an hour less, so that no call arrives too late. */
const CODE_LIFE_MS = 71 * HOUR_MS

/** Returns whether a card's code can still be used to update the card. */
export const isCodeValid = (sentAt: Date, at: Date): boolean => at.getTime() - sentAt.getTime() < CODE_LIFE_MS
