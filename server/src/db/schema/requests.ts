import type { EventId, RequestId } from '@desk/shared/kernel/ids'
import { requestKindNames, type RequestDraft } from '@desk/shared/requests/kinds/index'
import type { Verdict, TimelineEntry } from '@desk/shared/requests/request-schemas'
import { requestEventTypes } from '@desk/shared/requests/request-schemas'
import type { InfoPhase } from '@desk/shared/requests/kinds/info-change'
import { requestStates } from '@desk/shared/requests/request-flow'
import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Verdict and read-back per asked-for field. Read by the kind, opaque to the engine. */
export type StoredOutcome = {
  verdicts: Record<string, Verdict>
  /** WeCom answered 0 to the write. Proves nothing yet. */
  written: boolean
  readBack: Record<string, string>
  /** The kind's own place inside the state. */
  phase?: InfoPhase | null
  /** When the read-back was equal. */
  doneAt?: string
  dispute?: StoredDispute
}

/** What the applicant said afterwards, and what was answered. */
export type StoredDispute = { at: string; text: string; settledAt: string | null; answer: string }

export const requests = pgTable(
  'requests',
  {
    id: text('id').$type<RequestId>().primaryKey(),
    no: text('no').notNull().unique('requests_no_key'),
    kind: text('kind', { enum: requestKindNames as [RequestDraft['kind']] }).notNull(),
    applicantId: text('applicant_id').notNull(),
    /** Root-to-leaf path of the subject's main department at submission. */
    departmentPath: integer('department_path').array().notNull(),
    /** Parsed by the kind's own schema on the way in and on the way out. */
    payload: jsonb('payload').$type<RequestDraft['payload']>().notNull(),
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
  },
  (table) => [
    uniqueIndex('requests_idempotency_key').on(table.applicantId, table.idempotencyKey),
    // Ascending, read backwards: `.desc()` would emit NULLS LAST, which `order by … desc` cannot use.
    index('requests_applicant_idx').on(table.applicantId, table.createdAt, table.id),
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
    type: text('type', { enum: requestEventTypes }).notNull(),
    details: jsonb('details').$type<TimelineEntry['details']>().notNull(),
  },
  (table) => [uniqueIndex('request_events_seq_key').on(table.requestId, table.seq)],
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
  },
  (table) => [
    primaryKey({ name: 'request_candidates_pkey', columns: [table.requestId, table.userid] }),
    index('request_candidates_inbox_idx')
      .on(table.userid, table.askedAt, table.requestId)
      .where(sql`${table.closedAt} is null`),
  ],
)

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
    purpose: text('purpose', { enum: ['decide', 'result', 'talk'] }).notNull(),
    msgid: text('msgid'),
    responseCode: text('response_code'),
    delivered: text('delivered', { enum: ['pending', 'yes', 'no'] }).notNull(),
    sentAt: instant('sent_at'),
    /** Grows when a card can no longer be replaced and a fresh one takes over. */
    round: integer('round').notNull().default(1),
  },
  (table) => [uniqueIndex('cards_person_key').on(table.requestId, table.userid, table.purpose, table.round)],
)
