import type { EventId, RequestId } from '@desk/shared/kernel/ids'
import {
  type OwnKind,
  ownKindNames,
  requestKindNames,
  type RequestDraft,
  type RequestItem,
} from '@desk/shared/requests/types/index'
import { lostEventTypes, type LostPayload } from '@desk/shared/lost-device/lost-device'
import type { StoredReturnReason, TimelineEntry, Verdict } from '@desk/shared/requests/request-schemas'
import { requestEventTypes } from '@desk/shared/requests/request-schemas'
import { approverReasons, requestStates, requestSteps } from '@desk/shared/requests/model/request-flow'
import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Verdict and read-back per asked-for field. Read by the kind, opaque to the engine. */
export type StoredOutcome = {
  verdicts: Record<string, Verdict>
  /** WeCom answered 0 to the write. Proves nothing yet. */
  written: boolean
  readBack: Record<string, string>
  /** When the read-back was equal. */
  doneAt?: string
  /** Of what people have to change in WeCom: what the last reading did not show yet. */
  open?: readonly RequestItem[]
  dispute?: StoredDispute
  /** What the department said, while the management department confirms. */
  verified?: Record<string, Verdict>
}

/** What the applicant said afterwards, and what was found and answered. `before`: the first word, beside the second. */
export type StoredDispute = {
  at: string
  text: string
  settledAt: string | null
  answer: string
  finding?: 'write_again' | 'stands'
  before?: StoredDispute
}

/** The command that was carried out last: the same one again, with the same key, is answered and not repeated. */
export type StoredCommand = { key: string; by: string; hash: string }

/** Who sent it back, when and why. `to` him it comes again. */
export type StoredReturn = { by: string; at: string; reason: StoredReturnReason }

export const requests = pgTable(
  'requests',
  {
    id: text('id').$type<RequestId>().primaryKey(),
    no: text('no').notNull().unique('requests_no_key'),
    kind: text('kind', { enum: [...requestKindNames, ...ownKindNames] as [RequestDraft['kind'], OwnKind] }).notNull(),
    applicantId: text('applicant_id').notNull(),
    /** Root-to-leaf path of the subject's main department at submission. */
    departmentPath: integer('department_path').array().notNull(),
    /** Parsed by the kind's own schema on the way in and on the way out. */
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
    /** The kind's own place inside the state; opaque to the engine. */
    phase: text('phase'),
    /** In whose place `decided_by` decided. */
    decidedFor: text('decided_for'),
    decidedAt: instant('decided_at'),
    undoUntil: instant('undo_until'),
    returned: jsonb('returned').$type<StoredReturn>(),
    /** Since when a decision is waited for; null while none is. */
    waitingSince: instant('waiting_since'),
    /** When it should be decided; null while the clock stands still, or where there is none. */
    dueAt: instant('due_at'),
    /** Working time that is left while the clock stands still. */
    timeLeftMs: integer('time_left_ms'),
    /** Rungs of the ladder that were climbed. */
    slaEscalationStep: integer('sla_rung').notNull().default(0),
    reminderCount: integer('urge_count').notNull().default(0),
    remindAgainAt: instant('urge_again_at'),
    /** Who verified before the management department was asked: the second pair of eyes is another one. */
    verifiedBy: text('verified_by'),
    lastCommand: jsonb('last_command').$type<StoredCommand>(),
  },
  (table) => [
    uniqueIndex('requests_idempotency_key').on(table.applicantId, table.idempotencyKey),
    // Ascending, read backwards: `.desc()` would emit NULLS LAST, which `order by … desc` cannot use.
    index('requests_applicant_idx').on(table.applicantId, table.createdAt, table.id),
    index('requests_handled_idx').on(sql`lower(${table.decidedBy})`, table.decidedAt, table.id),
    // What is to be closed once nobody objected.
    index('requests_done_idx')
      .on(table.updatedAt)
      .where(sql`${table.state} = 'done' and ${table.phase} is null`),
    // What waits for a hand of the management department.
    index('requests_phase_idx')
      .on(table.phase, table.updatedAt, table.id)
      .where(sql`${table.state} = 'executing'`),
    // What a move or a leave may have to be asked of somebody else.
    index('requests_open_applicant_idx')
      .on(sql`lower(${table.applicantId})`)
      .where(sql`${table.state} = 'open'`),
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
    /** Position in the timeline; instants may tie. */
    seq: integer('seq').notNull(),
    at: instant('at').notNull(),
    /** Null for our own jobs. */
    actorId: text('actor_id'),
    type: text('type', { enum: [...requestEventTypes, ...lostEventTypes] }).notNull(),
    details: jsonb('details').$type<TimelineEntry['details']>().notNull(),
  },
  (table) => [
    uniqueIndex('request_events_seq_key').on(table.requestId, table.seq),
    // What a person did, when he asks for all that is kept about him.
    index('request_events_actor_idx').on(table.actorId, table.at),
  ],
)

/** Who was asked to decide. `open` mirrors the request's state so that an inbox is one index range. */
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
    /** The holder of the role who is away. */
    onBehalfOf: text('on_behalf_of'),
    /** Set when somebody else was asked in his stead: he is no candidate any more. */
    releasedAt: instant('released_at'),
  },
  (table) => [
    primaryKey({ name: 'request_candidates_pkey', columns: [table.requestId, table.userid] }),
    index('request_candidates_inbox_idx')
      .on(sql`lower(${table.userid})`, table.askedAt, table.requestId)
      .where(sql`${table.closedAt} is null`),
    // Also what is closed by now: what a person was ever asked.
    index('request_candidates_person_idx').on(sql`lower(${table.userid})`, table.askedAt),
    index('request_candidates_principal_idx')
      .on(sql`lower(${table.onBehalfOf})`)
      .where(sql`${table.closedAt} is null`),
  ],
)

/** Who has a request open on his screen. Says so to others for a minute, and locks nothing. */
export const requestClaims = pgTable('request_claims', {
  requestId: text('request_id')
    .$type<RequestId>()
    .primaryKey()
    .references(() => requests.id),
  userid: text('userid').notNull(),
  until: instant('until').notNull(),
})

/** A card in somebody's chat about a request: what is needed to replace it. The highest round is the one that counts. */
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
    /** Grows when a card can no longer be replaced and a fresh one takes over. */
    round: integer('round').notNull().default(1),
  },
  (table) => [
    uniqueIndex('cards_person_key').on(table.requestId, table.userid, table.purpose, table.round),
    index('cards_userid_idx').on(sql`lower(${table.userid})`, table.sentAt),
  ],
)
