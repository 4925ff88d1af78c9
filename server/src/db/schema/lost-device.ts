import type { RequestId } from '@desk/shared/kernel/ids'
import { lostPhases, lostReasons, reporterKinds } from '@desk/shared/lost-device/lost-device'
import type { AftercareItem, Exposure, SideEffect } from '@desk/shared/lost-device/lost-device-schemas'
import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { requests } from './requests.ts'

/** A lost device: what its request does not say. Phase, version and timeline are the request's. */
export const lostCases = pgTable(
  'lost_cases',
  {
    requestId: text('request_id')
      .$type<RequestId>()
      .primaryKey()
      .references(() => requests.id),
    /** As it was reported; there may be no such person, and the reporter is never told. */
    subjectId: text('subject_id').notNull(),
    label: text('label').notNull(),
    reporterId: text('reporter_id').notNull(),
    reporterKind: text('reporter_kind', { enum: reporterKinds }).notNull(),
    secondReporterId: text('second_reporter_id'),
    phase: text('phase', { enum: lostPhases }).notNull(),
    why: text('why', { enum: lostReasons }).notNull(),
    /** From when sign-ins are looked up: a week before the report where nobody said when it was last seen. */
    lastSeenAt: instant('last_seen_at').notNull(),
    isLastSeenStated: boolean('is_last_seen_stated').notNull().default(true),
    note: text('note').notNull(),
    reportedAt: instant('reported_at').notNull(),
    orderedAt: instant('ordered_at'),
    orderedBy: text('ordered_by'),
    /** When a call was about to be made: whether it took effect is unknown until it is answered, or read back. */
    triedAt: instant('tried_at'),
    attempts: integer('attempts').notNull(),
    trouble: text('trouble'),
    sentAt: instant('sent_at'),
    confirmedAt: instant('confirmed_at'),
    proof: text('proof', { enum: ['read_back', 'word'] }),
    attestedBy: text('attested_by'),
    contestedAt: instant('contested_at'),
    /** Rungs of the ladder that were climbed, and who was called, in order. */
    escalationStep: integer('rung').notNull(),
    called: text('called').array().notNull(),
    recoveryAt: instant('recovery_at'),
    identityAt: instant('identity_at'),
    identityBy: text('identity_by'),
    /** When somebody last said that it is not the owner, or that nobody is sure; until the next asking. */
    doubtedAt: instant('doubted_at'),
    /** When WeCom was seen to show the locked account as enabled, by no order of ours; the last time. */
    reopenedAt: instant('reopened_at'),
    unlockBy: text('unlock_by'),
    unlockTriedAt: instant('unlock_tried_at'),
    unlockSentAt: instant('unlock_sent_at'),
    unlockedAt: instant('unlocked_at'),
    aftercare: text('aftercare').array().$type<AftercareItem[]>().notNull(),
    endedAt: instant('ended_at'),
    exposure: jsonb('exposure').$type<Exposure>(),
    devices: jsonb('devices').$type<SideEffect>(),
    mailbox: jsonb('mailbox').$type<SideEffect>(),
    isFalse: boolean('is_false').notNull(),
  },
  (table) => [
    // One open case a person, whoever reports and however many at once.
    uniqueIndex('lost_cases_open_key')
      .on(sql`lower(${table.subjectId})`)
      .where(sql`${table.endedAt} is null`),
    index('lost_cases_open_idx')
      .on(table.reportedAt)
      .where(sql`${table.endedAt} is null`),
    // All that was ever reported about somebody, when he asks for what is kept about him.
    index('lost_cases_subject_idx').on(sql`lower(${table.subjectId})`, table.reportedAt),
    index('lost_cases_reporter_idx').on(sql`lower(${table.reporterId})`, table.reportedAt),
  ],
)

/** Who may watch a case without a session, and until when. Read-only, and bound to that case. */
export const caseViewTokens = pgTable('lost_watchers', {
  tokenHash: text('token_hash').primaryKey(),
  requestId: text('request_id')
    .$type<RequestId>()
    .notNull()
    .references(() => requests.id),
  userid: text('userid').notNull(),
  until: instant('until').notNull(),
})

/** Whom somebody trusts to lock his account at once. */
export const guardians = pgTable(
  'guardians',
  {
    wardId: text('ward_id').notNull(),
    guardianId: text('guardian_id').notNull(),
    state: text('state', { enum: ['asked', 'accepted', 'declined', 'ended', 'resigned'] }).notNull(),
    since: instant('since').notNull(),
  },
  (table) => [
    primaryKey({ name: 'guardians_pkey', columns: [table.wardId, table.guardianId] }),
    index('guardians_guardian_idx').on(sql`lower(${table.guardianId})`),
    index('guardians_ward_idx').on(sql`lower(${table.wardId})`),
  ],
)
