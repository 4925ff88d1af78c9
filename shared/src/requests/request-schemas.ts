import * as z from 'zod/mini'
import { attachmentView } from '../comments/comment-schemas.ts'
import { memberRef, memberWithDepartment } from '../directory/member-ref.ts'
import { idSchema, readableCodeSchema } from '../kernel/ids.ts'
import { pageOf } from '../kernel/page.ts'
import { sha256Text } from '../kernel/sha256-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { requestItems, requestKindNames } from './types/index.ts'
import { requestTypeViews } from './types/views.ts'
import { approverContact, approverRef } from './model/request-form.ts'
import { refusalReasonNames, returnReasonNames } from './reasons.ts'
import { refusalReason } from './reason-schemas.ts'
import { approverReasons, humanCommands, requestStates, requestSteps } from './model/request-flow.ts'
import { instant } from '../kernel/instant.ts'

/** Verdict on one field. A refused field needs a reason. */
const verdict = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('agree') }),
  z.strictObject({ verdict: z.literal('refuse'), reason: refusalReason }),
])
export type Verdict = z.output<typeof verdict>

/**
 * A decision on what was on screen. `seenHash` and `version` come from that view; every requested field needs a
 * verdict.
 */
export const decisionBody = z.strictObject({
  version: wholeNumber(1),
  seenHash: sha256Text,
  fields: z.partialRecord(z.enum(requestItems), verdict),
})
export type DecisionBody = z.output<typeof decisionBody>

/** Value of a field read back from WeCom after the write. */
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

/** Event types of the timeline. A wire and storage contract: append, never rename. */
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
  'set_back',
] as const
export type RequestEventType = (typeof requestEventTypes)[number]

const storedReturnReason = z.object({ code: z.enum(returnReasonNames), text: z.string(), clause: z.string() })
export type StoredReturnReason = z.infer<typeof storedReturnReason>

const timelineEntry = z.object({
  id: z.string(),
  at: instant,
  type: z.enum(requestEventTypes),
  /** Null for jobs. */
  actor: z.nullable(memberRef),
  /** Person whom the event concerns, when they are not the actor. */
  about: z.optional(memberRef),
  /** Delegator for whom the actor acted: every such event names both. */
  onBehalfOf: z.optional(memberRef),
  /** Approvers added by this event, and approvers released. */
  asked: z.optional(z.array(memberRef)),
  released: z.optional(z.array(memberRef)),
  details: z.object({
    agreed: z.optional(z.int()),
    refused: z.optional(z.int()),
    count: z.optional(z.int()),
    attempt: z.optional(z.int()),
    /** Cause of a failed call, e.g. `-1`, `timeout`, `dropped`. */
    cause: z.optional(z.string()),
    /** When the next attempt is due. */
    retryAt: z.optional(instant),
    /** Person whom a message did not reach. */
    userid: z.optional(z.string()),
    /** Fields whose read-back differs. */
    fields: z.optional(z.array(z.enum(requestItems))),
    onBehalfOf: z.optional(z.string()),
    asked: z.optional(z.array(z.string())),
    released: z.optional(z.array(z.string())),
    /** Why these approvers were added. */
    because: z.optional(z.enum(approverReasons)),
    reason: z.optional(storedReturnReason),
    note: z.optional(z.string()),
    /** The comment that holds the applicant's reason; empty: they took it back. */
    comment: z.optional(z.string()),
    /** Percent of the decision time that was over. */
    percent: z.optional(z.int()),
    /**
     * Hashes of the key and body of a report that joined an open case; the same report gets the same response again.
     */
    report: z.optional(z.object({ key: z.string(), body: z.string() })),
  }),
})
export type TimelineEntry = z.infer<typeof timelineEntry>

/** The three steps decided, written, read back. `reached` counts those completed. */
const proof = z.object({
  reached: z.int(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'stopped']),
})
export type Proof = z.infer<typeof proof>

const summaryShape = {
  id: idSchema('request'),
  no: readableCodeSchema,
  kind: z.enum(requestKindNames),
  state: z.enum(requestStates),
  applicant: memberWithDepartment,
  /** Person whom it is about, when it is not the applicant. */
  subject: z.optional(memberRef),
  /** Id of the object that the request is about, for types whose form is on its page. */
  targetId: z.optional(z.string()),
  changes: z.array(fieldChangeView),
  proof,
  /** Present approvers; empty once it is decided. */
  deciders: z.array(approverRef),
  decidedBy: z.nullable(memberRef),
  /** Delegator for whom a delegate decided. */
  decidedFor: z.nullable(memberRef),
  decidedAt: z.nullable(instant),
  createdAt: instant,
  /** Version to which a decision is bound. A list carries it so that several requests can be decided at once. */
  version: z.int(),
  seenHash: z.string(),
  /** Whether it must be opened to be decided: not in a batch, not by a card action. */
  isRisky: z.boolean(),
  step: z.enum(requestSteps),
  /** Phase inside the state, defined by the request type; null: none. */
  phase: z.nullable(z.string()),
  /** Since when a decision is waited for; null when none is. */
  waitingSince: z.nullable(instant),
  /** When it should be decided; null while the clock is paused. */
  dueAt: z.nullable(instant),
  isOverdue: z.boolean(),
  /** Approver who has it open now. Informs others, locks nothing. */
  claimedBy: z.nullable(memberRef),
  /** Number of reminders by the applicant, and when the next one is allowed. */
  urge: z.object({ count: z.int(), nextAt: z.nullable(instant) }),
  /** Why and by whom it was returned; null unless it is returned. */
  returned: z.nullable(z.object({ by: memberRef, at: instant, reason: storedReturnReason })),
  /** Number of files with the reason; only in the list of what waits for the reader. */
  files: z.optional(z.int()),
}

export const requestSummary = z.object(summaryShape)
export type RequestSummary = z.infer<typeof requestSummary>

export const requestView = z.object({
  ...summaryShape,
  ...requestTypeViews,
  clause: z.string(),
  /** Why the applicant asks, as they last submitted it, with its files. `id` is that of the comment that holds it. */
  reason: z.nullable(z.object({ id: z.string(), text: z.string(), attachments: z.array(attachmentView) })),
  timeline: z.array(timelineEntry),
  /** Commands that the viewer may issue now. Pages show buttons only for these. */
  allowed: z.array(z.enum(humanCommands)),
  /** Number of other requests that wait for the viewer's decision; null if the viewer is not an approver. */
  waitingForMe: z.nullable(z.int()),
  /** The longest waiting of those. */
  nextForMe: z.nullable(idSchema('request')),
  /** How the first approver is reached; for the applicant while they wait, otherwise null. */
  contact: z.nullable(approverContact),
  /** End of the undo window; null when it is over or there is none. */
  undoUntil: z.nullable(instant),
})
export type RequestView = z.infer<typeof requestView>

const requestPage = pageOf(requestSummary)
export type RequestPage = z.infer<typeof requestPage>
