import * as z from 'zod/mini'
import { idSchema, requestNoSchema, useridSchema } from '../kernel/ids.ts'
import { instantInput } from '../kernel/instant.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { memberRef, memberWithDepartment } from '../directory/member-ref.ts'
import { lostPayload, lostPhases, lostReasons, REASON_MAX, reporterKinds } from './lost-device.ts'
import { type LostAction, lostActions } from './lost-device-rules.ts'

/** ISO 8601 in UTC, as JSON carries it. */
const instant = z.string()
const moment = z.nullable(instant)
const LABEL_MAX = 40

/** `label`: what the reporter calls the person. It is what he sees afterwards, whether or not we know somebody. */
export const reportBody = z.strictObject({
  ...lostPayload.shape,
  label: lineOfText(LABEL_MAX).check(z.minLength(1, { error: 'reason.empty' })),
})
export type ReportBody = z.output<typeof reportBody>

/** The same whoever reports whom: it never tells whether there is such a person. */
export const reportAnswer = z.object({ id: idSchema('request') })
export type ReportAnswer = z.infer<typeof reportAnswer>

const version = wholeNumber(1)
export const lostCommand = z.strictObject({ version })
export const lostDecision = z.strictObject({
  version,
  decision: z.enum(['lock', 'dismiss']),
  /** Why not, when it is not locked. */
  note: lineOfText(REASON_MAX),
})
/** Null, or an empty note: stays as it is. */
export const lostAmendment = z.strictObject({
  version,
  why: z.nullable(z.enum(['lost', 'stolen'])),
  lastSeenAt: z.nullable(instantInput),
  note: lineOfText(REASON_MAX),
})
export type LostAmendment = z.output<typeof lostAmendment>
export const identityBody = z.strictObject({ version, channel: z.enum(['phone', 'in_person', 'video']) })
/** Why it is not the owner, or why nobody is sure. */
export const lostDoubt = z.strictObject({ version, note: lineOfText(REASON_MAX) })
export const aftercareItems = ['password', 'device', 'pc'] as const
export type AftercareItem = (typeof aftercareItems)[number]
/** What is to be done afterwards; nobody else had the phone that is only replaced. */
export const careItemsOf = ({ isPlanned }: { isPlanned: boolean }): readonly AftercareItem[] =>
  isPlanned ? ['device', 'pc'] : aftercareItems
export const aftercareBody = z.strictObject({ version, done: z.array(z.enum(aftercareItems)) })

const onCallPhone = z.object({ name: z.string(), phone: z.string() })
export type OnCallPhone = z.infer<typeof onCallPhone>
/** Whom to call: who is on duty, and department admins; an empty number where none is known. */
export const helpPhones = z.object({ onCall: z.array(onCallPhone), admins: z.array(onCallPhone) })
export type HelpPhones = z.infer<typeof helpPhones>

/** By what a lock counts as proven; a list says no more than its page. */
const proof = z.nullable(z.enum(['read_back', 'word']))

/** What was found out after the lock, or why nothing could be. */
const exposure = z.object({
  state: z.enum(['clear', 'found', 'unavailable']),
  from: instant,
  to: instant,
  items: z.array(
    z.object({
      at: instant,
      type: z.enum(['new_device', 'second_device', 'mobile_changed', 'wechat_bound']),
      ip: z.string(),
    }),
  ),
})
export type Exposure = z.infer<typeof exposure>

/** PCs and mailbox: done, nothing there, not to be had here, or a mailbox that did not open again with the account. */
const sideEffect = z.object({ state: z.enum(['done', 'none', 'unavailable', 'still_closed']), count: z.int() })
export type SideEffect = z.infer<typeof sideEffect>

const timeline = z.array(
  z.object({
    id: z.string(),
    at: instant,
    type: z.string(),
    actor: z.nullable(memberRef),
    /** A code: why something failed or ended. */
    cause: z.nullable(z.string()),
    /** What somebody said: a channel, a reason in his words, by what it was proven. */
    note: z.nullable(z.string()),
    people: z.array(memberRef),
  }),
)

export const lostCase = z.object({
  id: idSchema('request'),
  no: requestNoSchema,
  version: z.int(),
  phase: z.enum(lostPhases),
  isPlanned: z.boolean(),
  /** Seen by the read-only token, or by a colleague who reported: how it stands, and no names beside the reporter's own. */
  isLimited: z.boolean(),
  /** The viewer is whom it is about. */
  isMine: z.boolean(),
  /** The viewer is signed in; otherwise it is the read-only token that shows it. */
  hasSession: z.boolean(),
  subject: memberWithDepartment,
  reporter: z.object({ kind: z.enum(reporterKinds), name: z.nullable(z.string()) }),
  why: z.enum(lostReasons),
  note: z.string(),
  /** Null: nobody said. */
  lastSeenAt: moment,
  at: z.object({
    reported: instant,
    /** Until when a colleague's report should have been answered. */
    reviewUntil: moment,
    ordered: moment,
    sent: moment,
    confirmed: moment,
    contested: moment,
    recovery: moment,
    identity: moment,
    /** When nobody could make sure that it is the owner; until it is asked for again. */
    doubted: moment,
    /** When WeCom was seen to show it as enabled, by no order of ours. */
    reopened: moment,
    unlockSent: moment,
    unlocked: moment,
    ended: moment,
  }),
  proof,
  attempts: z.int(),
  /** Why the last try failed; null while none did. */
  trouble: z.nullable(z.string()),
  /** People have to do it in the console. */
  isManual: z.boolean(),
  /** Somebody said that he did it in the console; a second one has to say so too, or the read-back. */
  attestedBy: z.nullable(memberRef),
  onCall: z.array(onCallPhone),
  /** Department admins to turn to; an empty number where none is known. */
  admins: z.array(onCallPhone),
  called: z.array(memberRef),
  /** Who acts next; empty when nobody has to. */
  next: z.array(memberRef),
  /** The next step needs two people, and there is only one. */
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

/** Whom I may report without delay, what is open, and whom to call. */
export const lostForm = z.object({
  me: memberWithDepartment,
  wards: z.array(memberWithDepartment),
  /** My own reports of the last days, and what waits for me. */
  mine: z.array(
    z.object({ id: idSchema('request'), label: z.string(), phase: z.enum(lostPhases), proof, reportedAt: instant }),
  ),
  reportsLeft: z.int(),
  onCall: z.array(onCallPhone),
})
export type LostForm = z.infer<typeof lostForm>

/** What is open in the company: for whoever answers for it. */
export const lostBoard = z.object({
  items: z.array(
    z.object({
      id: idSchema('request'),
      no: requestNoSchema,
      subject: memberWithDepartment,
      phase: z.enum(lostPhases),
      proof,
      reporterKind: z.enum(reporterKinds),
      reportedAt: instant,
      confirmedAt: moment,
      trouble: z.nullable(z.string()),
      contestedAt: moment,
      next: z.array(memberRef),
    }),
  ),
})
export type LostBoard = z.infer<typeof lostBoard>

const guardianRow = z.object({
  ...memberWithDepartment.shape,
  /** `gone`: chosen, and no longer there to help. */
  state: z.enum(['asked', 'accepted', 'declined', 'resigned', 'gone']),
  since: instant,
})
export const guardianList = z.object({
  /** Whom I chose. */
  guardians: z.array(guardianRow),
  /** Who chose me. */
  wards: z.array(guardianRow),
  most: z.int(),
})
export type GuardianList = z.infer<typeof guardianList>
export const guardianBody = z.strictObject({ userid: useridSchema })
export const guardianAnswer = z.strictObject({ userid: useridSchema, answer: z.enum(['accept', 'decline']) })

const hour = z.int().check(z.minimum(0), z.maximum(24))
const dutyRow = z.strictObject({
  userid: useridSchema,
  phone: z.string().check(z.regex(/^\+?[0-9][0-9 -]{4,19}$/, { error: 'phone.format' })),
  /** On duty from this hour until that one, in the company's time; the same hour twice: always. */
  from: hour,
  to: hour,
})
export type DutyRow = z.output<typeof dutyRow>
/** In the order in which they are called. `creator`: who made the company in WeCom; nobody locks him. */
export const dutyRoster = z.strictObject({
  rows: z.array(dutyRow).check(z.maxLength(20)),
  creator: z.nullable(useridSchema),
})
export type DutyRoster = z.output<typeof dutyRoster>
export const dutyBody = z.strictObject({ ...dutyRoster.shape, version: wholeNumber(0) })
export type DutyBody = z.output<typeof dutyBody>
export const dutyView = z.object({
  rows: z.array(z.object({ ...memberWithDepartment.shape, phone: z.string(), from: z.int(), to: z.int() })),
  creator: z.nullable(memberRef),
  version: z.int(),
  /** Hours of the day in which nobody is on duty. */
  gaps: z.array(z.int()),
})
export type DutyView = z.infer<typeof dutyView>
