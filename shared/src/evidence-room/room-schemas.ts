import * as z from 'zod/mini'
import { memberWithDepartment } from '../directory/member-ref.ts'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { idSchema, readableCodeSchema, useridSchema } from '../kernel/ids.ts'
import { instant } from '../kernel/instant.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { SEARCH_MAX } from '../kernel/search-max.ts'
import { comparedClause } from '../policies/authoring-schemas.ts'
import { stateCounts } from '../policies/board-schemas.ts'
import { policyLanguages } from '../policies/policy-flow.ts'
import { receiptView } from '../policies/policy-schemas.ts'
import { policyTitle } from '../policies/policy-title-schema.ts'
import { recordEvent } from '../policies/record-schemas.ts'
import { dayCommitments, rosterStates } from '../policies/roster.ts'

const language = z.enum(policyLanguages)

export const roomQuery = z.strictObject({
  /** Name, pinyin, initials or receipt code. */
  q: z.optional(lineOfText(SEARCH_MAX).check(z.minLength(1))),
  person: z.optional(useridSchema),
  policy: z.optional(idSchema('policy')),
  /** The day at whose end the answer holds; absent: now, or the last day that the reader may see. */
  day: z.optional(calendarDay),
})
export type RoomQuery = z.infer<typeof roomQuery>

const roomHit = z.object({
  ...memberWithDepartment.shape,
  isActive: z.boolean(),
  /** The policy to open first: that of the receipt, or the first one that concerns the person. */
  policy: z.nullable(idSchema('policy')),
})
export type RoomHit = z.infer<typeof roomHit>

/** The text in force at the end of the day, compared with the version before. */
const textInForce = z.object({
  no: z.int(),
  label: z.string(),
  language,
  publishedAt: instant,
  /** Names of the people who wrote it. */
  authors: z.array(z.string()),
  publishedBy: z.nullable(z.string()),
  approvedBy: z.nullable(z.string()),
  approvedAt: z.nullable(instant),
  /** Whether it is still in force at the end of `lastDay`, or now when that is null. */
  isCurrent: z.boolean(),
  /** The last day that the reader's link shows; null when they may see the present. A server of 0.18.0 does not send it. */
  lastDay: z.optional(z.nullable(calendarDay)),
  former: z.nullable(z.object({ no: z.int(), label: z.string() })),
  clauses: z.array(comparedClause),
})

/** The last signature up to the end of the day. */
const roomSignature = z.object({
  receipt: z.string(),
  label: z.string(),
  /** Whether it is of the text in force on the day. */
  isOfText: z.boolean(),
  signedAt: instant,
  basis: z.enum(['full', 'delta']),
  language,
  /** Name and department when signing; null when the key of the signer was destroyed. */
  signer: z.nullable(z.object({ name: z.string(), department: z.array(z.string()) })),
  consent: z.string(),
  typedName: z.nullable(z.string()),
  read: z.int(),
  clauses: z.int(),
  seconds: z.int(),
  client: z.string(),
  network: z.string(),
  docHash: z.string(),
  /** What the server finds when it verifies the signature now. */
  isSound: z.boolean(),
  checks: receiptView.shape.checks,
})

/** Whether a person signed a policy on a day: text, messages, reading, signature, exemptions and proof. */
const roomAnswer = z.object({
  person: z.object({ ...memberWithDepartment.shape, position: z.string(), isActive: z.boolean() }),
  policy: z.object({ id: idSchema('policy'), ...policyTitle }),
  /** The policies of this person that the reader may see. */
  policies: z.array(z.object({ id: idSchema('policy'), ...policyTitle })),
  day: calendarDay,
  isToday: z.boolean(),
  /** The answer contains nothing later. */
  asOf: instant,
  /** Null when no version was in force. */
  text: z.nullable(textInForce),
  /** Null when the policy did not bind the person. */
  state: z.nullable(z.enum(rosterStates)),
  /** It bound them, and their identity as a signer has since been erased: whether they had signed is no longer known. */
  isErased: z.boolean(),
  dueAt: z.nullable(instant),
  signature: z.nullable(roomSignature),
  /** Newest first. */
  events: z.array(recordEvent),
  counts: z.nullable(stateCounts),
  /**
   * Whether the evidence log contains the roster of the past day, with the same numbers as `counts`; null for the present
   * day, and when the policy was not in force.
   */
  commitment: z.nullable(z.enum(dayCommitments)),
})
export type RoomAnswer = z.infer<typeof roomAnswer>

/** The evidence room: a search, and the answer about one person. */
export const roomView = z.object({
  reader: z.object({
    /** `link`: anyone in the browser that opened it first. */
    kind: z.enum(['role', 'link']),
    name: z.string(),
    /** The first and the last day that the reader may see; `fromDay` is null when there is no first. */
    fromDay: z.nullable(calendarDay),
    toDay: calendarDay,
    endsAt: z.nullable(instant),
    /** Number of the policies of the link; null: all. */
    policies: z.nullable(z.int()),
    mayShare: z.boolean(),
  }),
  /** Null: the directory does not name it. */
  company: z.nullable(z.string()),
  q: z.string(),
  hits: z.array(roomHit),
  isMore: z.boolean(),
  answer: z.nullable(roomAnswer),
  /** Number of the audit entry of this answer; null without one. */
  entry: z.nullable(z.int()),
  /** The last daily checkpoint, for the reader to compare later evidence with, and the key of its log; null: none yet. */
  kept: z.nullable(z.object({ checkpoint: z.string(), vkey: z.string() })),
  at: instant,
})
export type RoomView = z.infer<typeof roomView>

/** `bundle`: the evidence of a policy, or of all, as of a day. `proof`: that of one receipt. */
export const evidenceExportBody = z.strictObject({
  format: z.enum(['bundle', 'proof']),
  policy: z.union([idSchema('policy'), z.literal('all')]),
  day: calendarDay,
  receipt: z.optional(readableCodeSchema),
})
export type EvidenceExportBody = z.infer<typeof evidenceExportBody>
