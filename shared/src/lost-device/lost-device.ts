import * as z from 'zod/mini'
import { useridSchema } from '../kernel/ids.ts'
import { instantInput } from '../kernel/instant.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import type { RequestState } from '../requests/model/request-flow.ts'
import { statedReasons } from './lost-device-reasons.ts'

/** Phases of a case. Stored: append, never rename. */
export const lostPhases = [
  'urgent_review',
  'locking',
  'lock_sent',
  'lock_failed',
  'locked',
  'recovery',
  'identity_ok',
  'unlocking',
  'aftercare',
  'closed',
  'dismissed',
  'left',
  'reopened',
] as const
export type LostPhase = (typeof lostPhases)[number]

/**
 * Commands of the state machine. People give them, except `send`, `fail` and the `confirm` commands of the worker, and
 * four that the app gives itself. `supersede`: the phone is lost again and has a new case. `leave`: WeCom no longer shows
 * the account. `detect_enabled`: WeCom shows a locked account as enabled without a command from this app;
 * `detect_disabled`: as disabled again.
 */
export const lostCommands = [
  'request_lock',
  'dismiss',
  'send',
  'fail',
  'confirm',
  'find',
  'identify',
  'doubt',
  'unlock',
  'confirm_unlock',
  'close',
  'supersede',
  'leave',
  'detect_enabled',
  'detect_disabled',
  'accept',
] as const
export type LostCommand = (typeof lostCommands)[number]

/**
 * The state machine; all other transitions are refused. `confirm` does not need `send`: another person may have locked the
 * account first.
 */
const transitions: Readonly<Record<LostPhase, Partial<Record<LostCommand, LostPhase>>>> = {
  urgent_review: { request_lock: 'locking', dismiss: 'dismissed', leave: 'left' },
  locking: { send: 'lock_sent', fail: 'lock_failed', confirm: 'locked', leave: 'left' },
  lock_sent: { fail: 'lock_failed', confirm: 'locked', leave: 'left' },
  lock_failed: { send: 'lock_sent', confirm: 'locked', leave: 'left' },
  locked: { find: 'recovery', detect_enabled: 'reopened', leave: 'left' },
  recovery: { identify: 'identity_ok', doubt: 'locked', detect_enabled: 'reopened', leave: 'left' },
  identity_ok: { unlock: 'unlocking', doubt: 'locked', detect_enabled: 'reopened', leave: 'left' },
  reopened: { request_lock: 'locking', accept: 'aftercare', detect_disabled: 'locked', leave: 'left' },
  unlocking: { confirm_unlock: 'aftercare', supersede: 'closed', leave: 'left' },
  aftercare: { close: 'closed', supersede: 'closed', leave: 'left' },
  closed: {},
  dismissed: {},
  left: {},
}

/** Returns the phase after `command`; null when the phase does not accept it. */
export const nextCasePhase = (phase: LostPhase, command: LostCommand): LostPhase | null =>
  transitions[phase][command] ?? null

/**
 * The next actor in this phase; null: the case is over. A locked account waits for its owner, who is not notified while
 * another person may hold the phone; a timer reminds the management department later.
 */
export const nextActorOfCase = {
  urgent_review: 'deciders',
  locking: 'worker',
  lock_sent: 'worker',
  lock_failed: 'on_call',
  locked: 'timer',
  recovery: 'checkers',
  identity_ok: 'unlockers',
  unlocking: 'worker',
  aftercare: 'subject',
  closed: null,
  dismissed: null,
  left: null,
  reopened: 'deciders',
} as const satisfies Record<
  LostPhase,
  'deciders' | 'on_call' | 'checkers' | 'unlockers' | 'subject' | 'worker' | 'timer' | null
>

/** State of the request engine by phase. */
export const requestStateOfCase = {
  urgent_review: 'open',
  locking: 'executing',
  lock_sent: 'executing',
  lock_failed: 'executing',
  locked: 'executing',
  recovery: 'executing',
  identity_ok: 'executing',
  reopened: 'executing',
  unlocking: 'executing',
  aftercare: 'executing',
  closed: 'done',
  dismissed: 'refused',
  left: 'done',
} as const satisfies Record<LostPhase, RequestState>

/** Phases in which this app treats the account as locked, whatever WeCom shows: no sign-in, no messages. */
export const lockPhases = [
  'locking',
  'lock_sent',
  'lock_failed',
  'locked',
  'recovery',
  'identity_ok',
  'reopened',
  'unlocking',
] as const satisfies readonly LostPhase[]

export const isLockPhase = (phase: LostPhase): boolean => (lockPhases as readonly LostPhase[]).includes(phase)

/** Returns whether the case is over. */
export const isOverPhase = (phase: LostPhase): boolean =>
  phase === 'closed' || phase === 'dismissed' || phase === 'left'

/** Role in which a person reports; decides whether the lock waits for a second person. */
export const reporterKinds = ['owner', 'guardian', 'dept_admin', 'ops', 'hr', 'colleague'] as const
export type ReporterKind = (typeof reporterKinds)[number]

/** `unstated`: no reason was given. A storage contract: append, never rename. */
export const lostReasons = [...statedReasons, 'planned', 'unstated'] as const
export type LostReason = (typeof lostReasons)[number]

export const NOTE_MAX = 120

/** The report as sent; amendments are stored in the case. */
export const lostPayload = z.strictObject({
  subjectId: useridSchema,
  why: z.enum(lostReasons),
  /** Null: not stated. */
  lastSeenAt: z.nullable(instantInput),
  note: lineOfText(NOTE_MAX),
})
export type LostPayload = z.output<typeof lostPayload>

/** Returns what a decision depends on, in one canonical string. */
export const lostContent = ({ subjectId, why, lastSeenAt, note }: LostPayload): string =>
  JSON.stringify([subjectId.toLowerCase(), why, lastSeenAt, note])

/** Types of timeline rows. A storage contract: append, never rename. */
export const lostEventTypes = [
  'lost_reported',
  'lost_joined',
  'lost_asked',
  'lost_contested',
  'lost_upheld',
  'lost_dismissed',
  'lost_amended',
  'lost_called',
  'lock_ordered',
  'lock_sent',
  'lock_retried',
  'lock_by_hand',
  'lock_attested',
  'lock_confirmed',
  'exposure_read',
  'devices_removed',
  'mailbox_closed',
  'second_factor_refused',
  'recovery_asked',
  'identity_confirmed',
  'identity_doubted',
  'unlock_ordered',
  'unlock_sent',
  'unlock_confirmed',
  'aftercare_done',
  'lost_closed',
  'lost_false',
  'lost_reminded',
  'lost_left',
  'lock_undone',
  'lock_restored',
  'undoing_accepted',
  'exposure_found',
] as const
export type LostDeviceEventType = (typeof lostEventTypes)[number]
