import { closingKinds, closingPhases, handoverKinds, handoverStates } from '@desk/shared/accounts/close/closing-flow'
import { closingEventTypes } from '@desk/shared/accounts/close/closing-schemas'
import type { ClosingId, HandoverId, RequestId } from '@desk/shared/kernel/ids'
import { sql } from 'drizzle-orm'
import { bigint, date, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Closings of accounts, from the planned last day to the deletion. */
export const accountClosings = pgTable(
  'account_closings',
  {
    id: text('id').$type<ClosingId>().primaryKey(),
    subjectId: text('subject_id').notNull(),
    /** Root-to-leaf path of the subject's department when it was opened. */
    departmentPath: integer('department_path').array().notNull(),
    kind: text('kind', { enum: closingKinds }).notNull(),
    phase: text('phase', { enum: closingPhases }).notNull(),
    version: integer('version').notNull(),
    /** For a transfer: the first day in the new department. */
    lastDay: date('last_day', { mode: 'string' }),
    /** When the account is disabled, or the transfer takes effect. */
    disableAt: instant('disable_at'),
    openedBy: text('opened_by').notNull(),
    openedAt: instant('opened_at').notNull(),
    /** When the leaver stated that they removed sensitive data. */
    cleanedAt: instant('cleaned_at'),
    reason: text('reason').notNull().default(''),
    forcedBy: text('forced_by'),
    confirmedBy: text('confirmed_by'),
    /** When items or a missing lead blocked the closing, or a transfer was late or took effect: notified once. */
    blockedAt: instant('blocked_at'),
    /** When disabling began. */
    startedAt: instant('started_at'),
    /** When the last WeCom call started. Its effect is unknown until a read-back shows it. */
    triedAt: instant('tried_at'),
    trouble: text('trouble'),
    disabledAt: instant('disabled_at'),
    deletionAskedBy: text('deletion_asked_by'),
    deletionAskedAt: instant('deletion_asked_at'),
    deletionReason: text('deletion_reason').notNull().default(''),
    deleteNotBefore: date('delete_not_before', { mode: 'string' }),
    deletionConfirmedBy: text('deletion_confirmed_by'),
    deletedAt: instant('deleted_at'),
    returnConfirmedAt: instant('return_confirmed_at'),
    /** The request that changes the department or the position of a transfer. */
    changeId: text('change_id').$type<RequestId>(),
    /** The last day on which the daily jobs looked whether people are to be reminded, or asked to confirm the deletion. */
    remindedOn: date('reminded_on', { mode: 'string' }),
    endedAt: instant('ended_at'),
  },
  (table) => [
    uniqueIndex('account_closings_open_key')
      .on(sql`lower(${table.subjectId})`)
      .where(sql`${table.endedAt} is null`),
    index('account_closings_open_idx')
      .on(table.disableAt, table.id)
      .where(sql`${table.endedAt} is null`),
    index('account_closings_ended_idx')
      .on(table.endedAt, table.id)
      .where(sql`${table.endedAt} is not null`),
    // For the closings in the departments of an admin.
    index('account_closings_departments_idx').using('gin', table.departmentPath),
    // Those in progress; the many that wait for their deletion are listed by the day on which they were disabled.
    index('account_closings_progress_idx')
      .on(sql`coalesce(${table.disableAt}, '-infinity'::timestamptz)`, table.id)
      .where(sql`${table.endedAt} is null and ${table.phase} <> 'disabled'`),
    index('account_closings_disabled_idx')
      .on(table.disabledAt, table.id)
      .where(sql`${table.endedAt} is null and ${table.phase} = 'disabled'`),
    // For the open transfer that belongs to a request.
    index('account_closings_change_idx')
      .on(table.changeId)
      .where(sql`${table.changeId} is not null and ${table.endedAt} is null`),
    index('account_closings_subject_idx').on(sql`lower(${table.subjectId})`, table.openedAt),
  ],
)

/** What a leaver holds, and who takes it over. */
export const handoverItems = pgTable(
  'handover_items',
  {
    id: text('id').$type<HandoverId>().primaryKey(),
    closingId: text('closing_id')
      .$type<ClosingId>()
      .notNull()
      .references(() => accountClosings.id),
    kind: text('kind', { enum: handoverKinds }).notNull(),
    /** Id of the group, userid of the partner; empty: the kind alone identifies the item. */
    objectId: text('object_id').notNull(),
    title: text('title').notNull(),
    count: integer('count').notNull().default(1),
    state: text('state', { enum: handoverStates }).notNull(),
    /** The heir: the member to whom the item is offered, or who takes it over. */
    heirId: text('heir_id'),
    offeredAt: instant('offered_at'),
    answeredAt: instant('answered_at'),
    reason: text('reason').notNull().default(''),
  },
  (table) => [
    uniqueIndex('handover_items_object_key').on(table.closingId, table.kind, table.objectId),
    index('handover_items_heir_idx').on(sql`lower(${table.heirId})`, table.state),
  ],
)

/** The timeline of closings. Append-only. */
export const closingEvents = pgTable(
  'closing_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    closingId: text('closing_id')
      .$type<ClosingId>()
      .notNull()
      .references(() => accountClosings.id),
    at: instant('at').notNull(),
    /** Null for jobs. */
    actorId: text('actor_id'),
    type: text('type', { enum: closingEventTypes }).notNull(),
    note: text('note').notNull(),
  },
  (table) => [index('closing_events_closing_idx').on(table.closingId, table.id)],
)
