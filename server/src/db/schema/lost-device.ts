import type { RequestId } from '@desk/shared/kernel/ids'
import { lostPhases, lostReasons, reporterKinds } from '@desk/shared/lost-device/lost-device'
import type { AftercareItem, Exposure, SideEffect } from '@desk/shared/lost-device/lost-device-schemas'
import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { requests } from './requests.ts'

/** Lost-device cases: the columns that the request row lacks. State, version and timeline are on the request. */
export const lostCases = pgTable(
  'lost_cases',
  {
    requestId: text('request_id')
      .$type<RequestId>()
      .primaryKey()
      .references(() => requests.id),
    /** Userid as reported. It may not exist, which is never revealed to the reporter. */
    subjectId: text('subject_id').notNull(),
    label: text('label').notNull(),
    reporterId: text('reporter_id').notNull(),
    reporterKind: text('reporter_kind', { enum: reporterKinds }).notNull(),
    secondReporterId: text('second_reporter_id'),
    phase: text('phase', { enum: lostPhases }).notNull(),
    why: text('why', { enum: lostReasons }).notNull(),
    /** Start of the period whose sign-ins are listed; one week before the report when no last-seen time was given. */
    lastSeenAt: instant('last_seen_at').notNull(),
    isLastSeenStated: boolean('is_last_seen_stated').notNull().default(true),
    note: text('note').notNull(),
    reportedAt: instant('reported_at').notNull(),
    orderedAt: instant('ordered_at'),
    orderedBy: text('ordered_by'),
    /** When the last WeCom call started. Its effect is unknown until WeCom answers or a read-back shows it. */
    triedAt: instant('tried_at'),
    attempts: integer('attempts').notNull(),
    trouble: text('trouble'),
    sentAt: instant('sent_at'),
    confirmedAt: instant('confirmed_at'),
    proof: text('proof', { enum: ['read_back', 'word'] }),
    attestedBy: text('attested_by'),
    contestedAt: instant('contested_at'),
    /** Number of escalation steps taken, and the userids that were called, in order. */
    escalationStep: integer('rung').notNull(),
    called: text('called').array().notNull(),
    recoveryAt: instant('recovery_at'),
    identityAt: instant('identity_at'),
    identityBy: text('identity_by'),
    /** When the identity check last failed or was inconclusive; null again once the next check is requested. */
    doubtedAt: instant('doubted_at'),
    /** When WeCom last showed the locked account as enabled without a command from this app. */
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
    // At most one open case per person, even under concurrent reports.
    uniqueIndex('lost_cases_open_key')
      .on(sql`lower(${table.subjectId})`)
      .where(sql`${table.endedAt} is null`),
    index('lost_cases_open_idx')
      .on(table.reportedAt)
      .where(sql`${table.endedAt} is null`),
    index('lost_cases_closed_idx')
      .on(table.endedAt, table.requestId)
      .where(sql`${table.endedAt} is not null`),
    // For the personal-data export: every report about a person.
    index('lost_cases_subject_idx').on(sql`lower(${table.subjectId})`, table.reportedAt),
    index('lost_cases_reporter_idx').on(sql`lower(${table.reporterId})`, table.reportedAt),
  ],
)

/** Case-view tokens: who may read one case without a session, and until when. */
export const caseViewTokens = pgTable('lost_watchers', {
  tokenHash: text('token_hash').primaryKey(),
  requestId: text('request_id')
    .$type<RequestId>()
    .notNull()
    .references(() => requests.id),
  userid: text('userid').notNull(),
  until: instant('until').notNull(),
})

/** Guardians: people whom a member (the ward) trusts to lock their account immediately. */
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
