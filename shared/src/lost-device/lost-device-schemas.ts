import * as z from 'zod/mini'
import { idSchema, readableCodeSchema, useridSchema } from '../kernel/ids.ts'
import { instantInput, instant } from '../kernel/instant.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { SEARCH_MAX } from '../kernel/search-max.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { memberRef, memberWithDepartment } from '../directory/member-ref.ts'
import { lostPayload, lostPhases, lostReasons, NOTE_MAX, reporterKinds } from './lost-device.ts'
import { statedReasons } from './lost-device-reasons.ts'
import { type LostAction, lostActions } from './lost-device-rules.ts'

const nullableInstant = z.nullable(instant)
export const LABEL_MAX = 40

/** `label`: the reporter's name for the person, shown to them afterwards whether or not the person exists. */
export const reportBody = z.strictObject({
  ...lostPayload.shape,
  label: lineOfText(LABEL_MAX).check(z.minLength(1, { error: 'reason.empty' })),
})
export type ReportBody = z.output<typeof reportBody>

/** Equal for every report, so that it does not reveal whether the person exists. */
export const reportAnswer = z.object({ id: idSchema('request') })
export type ReportAnswer = z.infer<typeof reportAnswer>

const version = wholeNumber(1)
export const lostCommand = z.strictObject({ version })
export const lostDecision = z.strictObject({
  version,
  decision: z.enum(['lock', 'dismiss']),
  /** Reason of a rejection. */
  note: lineOfText(NOTE_MAX),
})
/** Null or an empty note: unchanged. */
export const lostAmendment = z.strictObject({
  version,
  why: z.nullable(z.enum(statedReasons)),
  lastSeenAt: z.nullable(instantInput),
  note: lineOfText(NOTE_MAX),
})
export type LostAmendment = z.output<typeof lostAmendment>
export const identityBody = z.strictObject({ version, channel: z.enum(['phone', 'in_person', 'video']) })
/** Why the person is not the owner or the identity is uncertain. */
export const lostDoubt = z.strictObject({ version, note: lineOfText(NOTE_MAX) })
export const aftercareItems = ['password', 'device', 'pc'] as const
export type AftercareItem = (typeof aftercareItems)[number]
/** Returns the aftercare items; a device that was only replaced was never in other hands. */
export const aftercareItemsOf = ({ isPlanned }: { isPlanned: boolean }): readonly AftercareItem[] =>
  isPlanned ? ['device', 'pc'] : aftercareItems
export const aftercareBody = z.strictObject({ version, done: z.array(z.enum(aftercareItems)) })

const onCallPhone = z.object({
  name: z.string(),
  phone: z.string(),
  /** Whether this is the viewer, who cannot call themselves. */
  isViewer: z.optional(z.boolean()),
})
export type OnCallPhone = z.infer<typeof onCallPhone>
/** Phone numbers of people on duty and of department admins; empty where unknown. */
export const helpPhones = z.object({ onCall: z.array(onCallPhone), admins: z.array(onCallPhone) })
export type HelpPhones = z.infer<typeof helpPhones>

/** How a lock was confirmed; lists show no more than the case page. */
const proof = z.nullable(z.enum(['read_back', 'word']))

/**
 * Findings in the operation log after the lock; `unavailable`: the log could not be read to its end. `items`: the latest of
 * `count`, which older cases lack. `reading`: when the log was read, and by when all its rows have arrived. `preliminary`: it is
 * read again then. `failed`: it could not be read again. Older cases lack it: their log was read once, soon after the lock.
 */
const exposure = z.object({
  state: z.enum(['clear', 'found', 'unavailable']),
  from: instant,
  to: instant,
  reading: z.optional(
    z.object({ at: instant, completeAt: instant, state: z.enum(['preliminary', 'final', 'failed']) }),
  ),
  count: z.optional(z.int()),
  items: z.array(
    z.object({
      at: instant,
      type: z.enum(['new_device', 'second_device', 'mobile_changed', 'wechat_bound']),
      ip: z.string(),
    }),
  ),
})
export type Exposure = z.infer<typeof exposure>

/**
 * State of PCs and mailbox. `none`: nothing found. `unavailable`: not available here. `protocols_open`: the mailbox is
 * disabled, but IMAP and POP are still on. `still_closed`: the mailbox did not open again with the account.
 */
const sideEffect = z.object({
  state: z.enum(['done', 'protocols_open', 'none', 'unavailable', 'still_closed']),
  count: z.int(),
})
export type SideEffect = z.infer<typeof sideEffect>

const timeline = z.array(
  z.object({
    id: z.string(),
    at: instant,
    type: z.string(),
    actor: z.nullable(memberRef),
    /** Code of why something failed or ended. */
    cause: z.nullable(z.string()),
    /** Typed or coded detail: a channel, a reason, how the lock was confirmed. */
    note: z.nullable(z.string()),
    people: z.array(memberRef),
  }),
)

export const lostCase = z.object({
  id: idSchema('request'),
  no: readableCodeSchema,
  version: z.int(),
  phase: z.enum(lostPhases),
  isPlanned: z.boolean(),
  /**
   * Seen with a case-view token or by a colleague who reported: the state, and no names besides the reporter's own
   * label.
   */
  isLimited: z.boolean(),
  /** The viewer is the subject. */
  isMine: z.boolean(),
  /** The viewer is signed in; otherwise the case is shown by the case-view token. */
  hasSession: z.boolean(),
  subject: memberWithDepartment,
  reporter: z.object({ kind: z.enum(reporterKinds), name: z.nullable(z.string()) }),
  why: z.enum(lostReasons),
  note: z.string(),
  /** Null: not stated. */
  lastSeenAt: nullableInstant,
  at: z.object({
    reported: instant,
    /** By when a colleague's report should be decided. */
    reviewUntil: nullableInstant,
    ordered: nullableInstant,
    sent: nullableInstant,
    confirmed: nullableInstant,
    contested: nullableInstant,
    recovery: nullableInstant,
    identity: nullableInstant,
    /** When the identity check last failed or was inconclusive; null again once the next check is requested. */
    doubted: nullableInstant,
    /** When WeCom last showed the locked account as enabled without a command from this app. */
    reopened: nullableInstant,
    unlockSent: nullableInstant,
    unlocked: nullableInstant,
    ended: nullableInstant,
  }),
  proof,
  attempts: z.int(),
  /** Cause of the last failure; null: none. */
  trouble: z.nullable(z.string()),
  /** The account has to be locked in the console. */
  isManual: z.boolean(),
  /** The person who confirmed the lock in the console; a second person or the read-back has to confirm it too. */
  attestedBy: z.nullable(memberRef),
  onCall: z.array(onCallPhone),
  /** Department admins to call; an empty number where unknown. */
  admins: z.array(onCallPhone),
  called: z.array(memberRef),
  /** The next actors; empty when no person has to act. */
  next: z.array(memberRef),
  /** The next step needs two people, and only one is available. */
  lacksSecond: z.boolean(),
  exposure: z.nullable(exposure),
  devices: z.nullable(sideEffect),
  mailbox: z.nullable(sideEffect),
  aftercare: z.array(z.enum(aftercareItems)),
  isFalse: z.boolean(),
  timeline,
  allowed: z.array(z.enum(lostActions as [LostAction, ...LostAction[]])),
})
export type LostCase = z.infer<typeof lostCase>

/** What the code of a case shows on any phone; `limited`: too many wrong codes. */
export type CaseHelp = {
  state: 'empty' | 'unknown' | 'limited' | 'found'
  /** The typed code in its normal form. */
  code: string
  found: (HelpPhones & Pick<LostCase, 'phase' | 'proof'>) | null
}

/** Whom the caller may report with an immediate lock, open cases, and whom to call. */
export const lostForm = z.object({
  me: memberWithDepartment,
  wards: z.array(memberWithDepartment),
  /** The caller's latest reports and the open case about them. */
  mine: z.array(
    z.object({ id: idSchema('request'), label: z.string(), phase: z.enum(lostPhases), proof, reportedAt: instant }),
  ),
  reportsLeft: z.int(),
  onCall: z.array(onCallPhone),
})
export type LostForm = z.infer<typeof lostForm>

/** Open cases of the people the caller is responsible for. */
export const lostBoard = z.object({
  items: z.array(
    z.object({
      id: idSchema('request'),
      no: readableCodeSchema,
      subject: memberWithDepartment,
      phase: z.enum(lostPhases),
      proof,
      reporterKind: z.enum(reporterKinds),
      reportedAt: instant,
      confirmedAt: nullableInstant,
      trouble: z.nullable(z.string()),
      contestedAt: nullableInstant,
      next: z.array(memberRef),
    }),
  ),
  /** How many cases are open; the items are the most urgent of them. */
  total: z.int(),
})
export type LostBoard = z.infer<typeof lostBoard>

export const closedCasesQuery = z.strictObject({
  /** Name, pinyin, initials or case number. */
  q: z.optional(lineOfText(SEARCH_MAX).check(z.minLength(1))),
  after: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,300}$/))),
})
export type ClosedCasesQuery = z.infer<typeof closedCasesQuery>

export const closedCases = z.object({
  items: z.array(
    z.object({
      id: idSchema('request'),
      no: readableCodeSchema,
      subject: memberWithDepartment,
      phase: z.enum(lostPhases),
      isFalse: z.boolean(),
      reporterKind: z.enum(reporterKinds),
      reportedAt: instant,
      endedAt: instant,
    }),
  ),
  next: z.nullable(z.string()),
})
export type ClosedCases = z.infer<typeof closedCases>

const guardianRow = z.object({
  ...memberWithDepartment.shape,
  /** `gone`: chosen, but no longer active. */
  state: z.enum(['asked', 'accepted', 'declined', 'resigned', 'gone']),
  since: instant,
})
export const guardianList = z.object({
  /** Guardians of the caller. */
  guardians: z.array(guardianRow),
  /** Members whose guardian the caller is. */
  wards: z.array(guardianRow),
  most: z.int(),
})
export type GuardianList = z.infer<typeof guardianList>
export const guardianBody = z.strictObject({ userid: useridSchema })
export const guardianAnswer = z.strictObject({ userid: useridSchema, answer: z.enum(['accept', 'decline']) })

const hour = wholeNumber(0, 24)
const onCallRow = z.strictObject({
  userid: useridSchema,
  phone: z.string().check(z.regex(/^\+?[0-9][0-9 -]{4,19}$/, { error: 'phone.format' })),
  /** On duty from one hour to the other, in the company's time zone; the same hour twice: always. */
  from: hour,
  to: hour,
})
export type OnCallRow = z.output<typeof onCallRow>
/** In calling order. `creator`: who created the company in WeCom; their account is never locked. */
export const onCallRoster = z.strictObject({
  rows: z.array(onCallRow).check(z.maxLength(20)),
  creator: z.nullable(useridSchema),
})
export type OnCallRoster = z.output<typeof onCallRoster>
export const onCallRosterBody = z.strictObject({ ...onCallRoster.shape, version: wholeNumber(0) })
export type OnCallRosterBody = z.output<typeof onCallRosterBody>
export const onCallRosterView = z.object({
  rows: z.array(z.object({ ...memberWithDepartment.shape, phone: z.string(), from: z.int(), to: z.int() })),
  creator: z.nullable(memberRef),
  version: z.int(),
  /** Hours of the day without a person on duty. */
  gaps: z.array(z.int()),
})
export type OnCallRosterView = z.infer<typeof onCallRosterView>
