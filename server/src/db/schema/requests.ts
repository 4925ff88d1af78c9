import type { EventId, RequestId } from '@desk/shared/kernel/ids'
import {
  type OwnKind,
  ownKindNames,
  requestKindNames,
  type RequestDraft,
  type RequestItem,
} from '@desk/shared/requests/types/index'
import { lostEventTypes, type LostPayload } from '@desk/shared/lost-device/lost-device'
import {
  requestEventTypes,
  type StoredReturnReason,
  type TimelineEntry,
  type Verdict,
} from '@desk/shared/requests/request-schemas'
import { approverReasons, requestStates, requestSteps } from '@desk/shared/requests/model/request-flow'
import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Verdict and read-back per requested field. Read by the request type, opaque to the engine. */
export type StoredOutcome = {
  verdicts: Record<string, Verdict>
  /** WeCom returned 0 to the write, which does not verify it. */
  written: boolean
  readBack: Record<string, string>
  /** When the read-back was equal. */
  doneAt?: string
  /** Items for a manual change that the last read-back did not show yet. */
  open?: readonly RequestItem[]
  dispute?: StoredDispute
  /** The department's verdicts, while the management department confirms. */
  verified?: Record<string, Verdict>
}

/** A dispute by the applicant, and its result. `before`: the first dispute, when this is the second. */
type StoredDispute = {
  at: string
  text: string
  settledAt: string | null
  answer: string
  finding?: 'write_again' | 'stands'
  before?: StoredDispute
}

/** The last command: a repetition with the same key gets the same response and is not executed. */
export type StoredCommand = { key: string; by: string; hash: string }

/** A return: by which approver, when and why. */
export type StoredReturn = { by: string; at: string; reason: StoredReturnReason }

export const requests = pgTable(
  'requests',
  {
    id: text('id').$type<RequestId>().primaryKey(),
    no: text('no').notNull().unique('requests_no_key'),
    kind: text('kind', { enum: [...requestKindNames, ...ownKindNames] as [RequestDraft['kind'], OwnKind] }).notNull(),
    applicantId: text('applicant_id').notNull(),
    /** The person whom the request is about, who may not be a member yet; null: the applicant. */
    subjectId: text('subject_id'),
    /** Root-to-leaf path of the subject's main department at submission. */
    departmentPath: integer('department_path').array().notNull(),
    /** Parsed by the request type's schema when written and read. */
    payload: jsonb('payload').$type<RequestDraft['payload'] | LostPayload>().notNull(),
    seenHash: text('seen_hash').notNull(),
    state: text('state', { enum: requestStates }).notNull(),
    outcome: jsonb('outcome').$type<StoredOutcome>().notNull(),
    decidedBy: text('decided_by'),
    /** Optimistic lock: +1 on every write. */
    version: integer('version').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    bodyHash: text('body_hash').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    step: text('step', { enum: requestSteps }).notNull().default('department'),
    /** The request type's own phase within the state; opaque to the engine. */
    phase: text('phase'),
    /** The absent approver for whom `decided_by` decided. */
    decidedFor: text('decided_for'),
    decidedAt: instant('decided_at'),
    undoUntil: instant('undo_until'),
    returned: jsonb('returned').$type<StoredReturn>(),
    /** Since when the request waits for a decision; null while it does not. */
    waitingSince: instant('waiting_since'),
    /** When the decision is due; null while the clock is stopped, or without a deadline. */
    dueAt: instant('due_at'),
    /** Working time that is left while the clock is stopped. */
    timeLeftMs: integer('time_left_ms'),
    /** Number of escalation steps taken. */
    slaEscalationStep: integer('sla_rung').notNull().default(0),
    reminderCount: integer('urge_count').notNull().default(0),
    remindAgainAt: instant('urge_again_at'),
    /** The approver of the first step, who may not decide the second. */
    verifiedBy: text('verified_by'),
    lastCommand: jsonb('last_command').$type<StoredCommand>(),
  },
  (table) => [
    uniqueIndex('requests_idempotency_key').on(table.applicantId, table.idempotencyKey),
    // Ascending, read backwards: `.desc()` would emit NULLS LAST, which `order by … desc` cannot use.
    index('requests_applicant_idx').on(table.applicantId, table.createdAt, table.id),
    index('requests_handled_idx').on(sql`lower(${table.decidedBy})`, table.decidedAt, table.id),
    // Requests to close when no dispute was raised.
    index('requests_done_idx')
      .on(table.updatedAt)
      .where(sql`${table.state} = 'done' and ${table.phase} is null`),
    // Requests that wait for manual work of the management department.
    index('requests_phase_idx')
      .on(table.phase, table.updatedAt, table.id)
      .where(sql`${table.state} = 'executing'`),
    // Requests that may need another approver after a move or a leave.
    index('requests_open_applicant_idx')
      .on(sql`lower(${table.applicantId})`)
      .where(sql`${table.state} = 'open'`),
    index('requests_subject_idx')
      .on(sql`lower(${table.subjectId})`, table.createdAt)
      .where(sql`${table.subjectId} is not null`),
  ],
)

/** The timeline. Append-only. */
export const requestEvents = pgTable(
  'request_events',
  {
    id: text('id').$type<EventId>().primaryKey(),
    requestId: text('request_id')
      .$type<RequestId>()
      .notNull()
      .references(() => requests.id),
    /** Position in the timeline; instants may be equal. */
    seq: integer('seq').notNull(),
    at: instant('at').notNull(),
    /** Null for jobs of this app. */
    actorId: text('actor_id'),
    type: text('type', { enum: [...requestEventTypes, ...lostEventTypes] }).notNull(),
    details: jsonb('details').$type<TimelineEntry['details']>().notNull(),
  },
  (table) => [
    uniqueIndex('request_events_seq_key').on(table.requestId, table.seq),
    // For the personal-data export: actions of a person.
    index('request_events_actor_idx').on(table.actorId, table.at),
  ],
)

/** Approvers of a request. `closedAt` is set once they need not decide any more, so that an inbox is one index range. */
export const requestCandidates = pgTable(
  'request_candidates',
  {
    requestId: text('request_id')
      .$type<RequestId>()
      .notNull()
      .references(() => requests.id),
    userid: text('userid').notNull(),
    askedAt: instant('asked_at').notNull(),
    closedAt: instant('closed_at'),
    because: text('because', { enum: approverReasons }).notNull().default('admin'),
    /** The absent holder of the role. */
    onBehalfOf: text('on_behalf_of'),
    /** Set when another person replaced this approver. */
    releasedAt: instant('released_at'),
  },
  (table) => [
    primaryKey({ name: 'request_candidates_pkey', columns: [table.requestId, table.userid] }),
    index('request_candidates_inbox_idx')
      .on(sql`lower(${table.userid})`, table.askedAt, table.requestId)
      .where(sql`${table.closedAt} is null`),
    // Includes closed requests: all requests a person was ever an approver of.
    index('request_candidates_person_idx').on(sql`lower(${table.userid})`, table.askedAt),
    index('request_candidates_principal_idx')
      .on(sql`lower(${table.onBehalfOf})`)
      .where(sql`${table.closedAt} is null`),
  ],
)

/** The approver who has a request open on screen. Shown to others for a minute; not a lock. */
export const requestClaims = pgTable('request_claims', {
  requestId: text('request_id')
    .$type<RequestId>()
    .primaryKey()
    .references(() => requests.id),
  userid: text('userid').notNull(),
  until: instant('until').notNull(),
})

/** Cards about a request in a person's chat, with the code that replaces them. The highest round is the current one. */
export const cards = pgTable(
  'cards',
  {
    taskId: text('task_id').primaryKey(),
    requestId: text('request_id')
      .$type<RequestId>()
      .notNull()
      .references(() => requests.id),
    userid: text('userid').notNull(),
    purpose: text('purpose', { enum: ['decide', 'result', 'talk', 'ops'] }).notNull(),
    msgid: text('msgid'),
    responseCode: text('response_code'),
    delivered: text('delivered', { enum: ['pending', 'yes', 'no'] }).notNull(),
    sentAt: instant('sent_at'),
    /** When a button of the card was last pressed, which brought a new code. Null: the code came with the sent card. */
    pressedAt: instant('pressed_at'),
    /** Incremented when a card can no longer be replaced and a new one is sent. */
    round: integer('round').notNull().default(1),
  },
  (table) => [
    uniqueIndex('cards_person_key').on(table.requestId, table.userid, table.purpose, table.round),
    index('cards_userid_idx').on(sql`lower(${table.userid})`, table.sentAt),
  ],
)
