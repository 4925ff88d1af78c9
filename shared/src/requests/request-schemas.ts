import * as z from 'zod/mini'
import { memberRef, memberWithDepartment } from '../directory/member-ref.ts'
import { idSchema, requestNoSchema } from '../kernel/ids.ts'
import { pageOf } from '../kernel/page.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { requestItems, requestKindNames } from './types/index.ts'
import { requestTypeViews } from './types/views.ts'
import { approverRef } from './model/request-form.ts'
import { refusalReason, refusalReasonNames, returnReasonNames } from './reasons.ts'
import { approverReasons, humanCommands, requestStates, requestSteps } from './model/request-flow.ts'

/** ISO 8601 in UTC, as JSON carries it. */
const instant = z.string()

/** One field's verdict. A refused field needs a reason. */
const verdict = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('agree') }),
  z.strictObject({ verdict: z.literal('refuse'), reason: refusalReason }),
])
export type Verdict = z.output<typeof verdict>

/**
 * A decision on what was on screen. `seenHash` and `version` come from the view that was shown; every asked-for field
 * needs a verdict.
 */
export const decisionBody = z.strictObject({
  version: wholeNumber(1),
  seenHash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  fields: z.partialRecord(z.enum(requestItems), verdict),
})
export type DecisionBody = z.output<typeof decisionBody>

/** What was read back from WeCom after the write, per field. */
const readBack = z.object({ value: z.string(), equal: z.boolean() })

const fieldChangeView = z.object({
  field: z.enum(requestItems),
  from: z.string(),
  to: z.string(),
  verdict: z.nullable(
    z.object({
      agreed: z.boolean(),
      reason: z.nullable(z.object({ code: z.enum(refusalReasonNames), text: z.string(), clause: z.string() })),
    }),
  ),
  /** Null until the write was read back; always null for a refused field. */
  readBack: z.nullable(readBack),
})
export type FieldChangeView = z.infer<typeof fieldChangeView>

/** Rows of the timeline. A wire and storage contract: append, never rename. */
export const requestEventTypes = [
  'submitted',
  'decided',
  'withdrawn',
  'write_started',
  'written',
  'already_so',
  'write_retried',
  'read_back_equal',
  'read_back_differs',
  'write_failed',
  'write_resumed',
  'done_by_hand',
  'notice_undelivered',
  'returned',
  'resubmitted',
  'undone',
  'asked_next',
  'reassigned',
  'transferred',
  'urged',
  'escalated',
  'scheduled',
  'manual_asked',
  'member_guided',
  'proof_looked',
  'disputed',
  'dispute_upheld',
  'dispute_answered',
  'closed',
  'applicant_left',
] as const
export type RequestEventType = (typeof requestEventTypes)[number]

const storedReturnReason = z.object({ code: z.enum(returnReasonNames), text: z.string(), clause: z.string() })
export type StoredReturnReason = z.infer<typeof storedReturnReason>

const timelineEntry = z.object({
  id: z.string(),
  at: instant,
  type: z.enum(requestEventTypes),
  /** Null for our own jobs. */
  actor: z.nullable(memberRef),
  /** Whom the row is about, when that is not who acted. */
  about: z.optional(memberRef),
  /** In whose place the actor acted: both names stand in every such row. */
  onBehalfOf: z.optional(memberRef),
  /** Who is asked from here on, and who no longer is. */
  asked: z.optional(z.array(memberRef)),
  released: z.optional(z.array(memberRef)),
  details: z.object({
    agreed: z.optional(z.int()),
    refused: z.optional(z.int()),
    count: z.optional(z.int()),
    attempt: z.optional(z.int()),
    /** Why a call failed, e.g. `-1`, `timeout`, `dropped`. */
    cause: z.optional(z.string()),
    /** When the next try is due. */
    retryAt: z.optional(instant),
    /** Whom a message did not reach. */
    userid: z.optional(z.string()),
    /** Fields whose read-back differs. */
    fields: z.optional(z.array(z.enum(requestItems))),
    onBehalfOf: z.optional(z.string()),
    asked: z.optional(z.array(z.string())),
    released: z.optional(z.array(z.string())),
    /** Why those are asked now. */
    because: z.optional(z.enum(approverReasons)),
    reason: z.optional(storedReturnReason),
    note: z.optional(z.string()),
    /** How much of the time for a decision was over, in percent. */
    percent: z.optional(z.int()),
    /** By which key somebody joined a case that was open, and what he said: hashes. The same report is answered again. */
    report: z.optional(z.object({ key: z.string(), body: z.string() })),
  }),
})
export type TimelineEntry = z.infer<typeof timelineEntry>

/** The three notches: decided, written, read back. `reached` counts the filled ones. */
const proof = z.object({
  reached: z.int(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'stopped']),
})
export type Proof = z.infer<typeof proof>

const summaryShape = {
  id: idSchema('request'),
  no: requestNoSchema,
  kind: z.enum(requestKindNames),
  state: z.enum(requestStates),
  applicant: memberWithDepartment,
  changes: z.array(fieldChangeView),
  proof,
  /** Who can decide now; empty once it is decided. */
  deciders: z.array(approverRef),
  decidedBy: z.nullable(memberRef),
  /** In whose place, when a delegate decided. */
  decidedFor: z.nullable(memberRef),
  decidedAt: z.nullable(instant),
  createdAt: instant,
  /** What a decision is bound to. A list carries it so that several can be decided at once. */
  version: z.int(),
  seenHash: z.string(),
  /** Must be opened to be decided: never in a batch, never by a button of a card. */
  isRisky: z.boolean(),
  step: z.enum(requestSteps),
  /** The kind's own place inside the state; null where the state says it all. */
  phase: z.nullable(z.string()),
  /** Since when somebody's decision is waited for; null when none is. */
  waitingSince: z.nullable(instant),
  /** When it should be decided; null while the clock stands still. */
  dueAt: z.nullable(instant),
  isOverdue: z.boolean(),
  /** Who has it open right now. Tells, never locks. */
  claimedBy: z.nullable(memberRef),
  /** How often the applicant urged, and from when he may again. */
  urge: z.object({ count: z.int(), nextAt: z.nullable(instant) }),
}

export const requestSummary = z.object(summaryShape)
export type RequestSummary = z.infer<typeof requestSummary>

export const requestView = z.object({
  ...summaryShape,
  ...requestTypeViews,
  clause: z.string(),
  timeline: z.array(timelineEntry),
  /** What this viewer may do now. Buttons come from here and nowhere else. */
  allowed: z.array(z.enum(humanCommands)),
  /** How many others wait for this viewer's decision; null if he is nobody's decider. */
  waitingForMe: z.nullable(z.int()),
  /** The longest waiting of those others. */
  nextForMe: z.nullable(idSchema('request')),
  /** Until when the decider may take his decision back; null when that is over or was never so. */
  undoUntil: z.nullable(instant),
  /** Why it was sent back, and by whom; null unless it is with the applicant. */
  returned: z.nullable(z.object({ by: memberRef, at: instant, reason: storedReturnReason })),
})
export type RequestView = z.infer<typeof requestView>

export const requestPage = pageOf(requestSummary)
export type RequestPage = z.infer<typeof requestPage>
