import type { Id, RequestId } from '@desk/shared/kernel/ids'
import type { StoredDecline } from '@desk/shared/groups/group-schemas'
import {
  goneReasons,
  groupOrigins,
  groupStates,
  memberReasons,
  reportOutcomes,
  reportRecipients,
  violationKinds,
  joinRequestStates,
} from '@desk/shared/groups/group-states'
import { sql } from 'drizzle-orm'
import { boolean, date, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant, keyText } from './columns.ts'
import { requests } from './requests.ts'

/** The columns of a group before its members were reviewed. */
type ReviewUndo = {
  reviewCloseBy: string | null
  reviewEscalationStep: number
  reviewedAt: string | null
  reviewDueOn: string
  isApplying: boolean
}

/** The registry: every approved or declared group, in its desired state. The state in WeCom is read, never assumed. */
export const chatGroups = pgTable(
  'chat_groups',
  {
    id: text('id').$type<Id<'group'>>().primaryKey(),
    requestId: text('request_id')
      .$type<RequestId>()
      .references(() => requests.id),
    /** Derived from the request's id before the first call; null for groups created manually. */
    chatId: text('chat_id'),
    origin: text('origin', { enum: groupOrigins }).notNull(),
    state: text('state', { enum: groupStates }).notNull(),
    name: text('name').notNull(),
    topic: text('topic').notNull(),
    pinyin: keyText('pinyin').notNull(),
    kind: text('kind').notNull(),
    purpose: text('purpose').notNull(),
    ownerId: text('owner_id').notNull(),
    deputyId: text('deputy_id'),
    departmentPath: integer('department_path').array().notNull(),
    expiresOn: date('expires_on', { mode: 'string' }),
    /** Days before expiry of the last expiry notice sent. */
    lastExpiryNoticeDays: integer('expiry_told'),
    memberCount: integer('member_count').notNull(),
    goneCount: integer('gone_count').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Number of attempts to send the welcome message; at most two. */
    welcomeAttempts: integer('greetings').notNull(),
    charterDueAt: instant('charter_due_at'),
    /**
     * Highest level that the charter request, or that to accept a declared group, was escalated to: 0 none, 1 the deputy,
     * 2 the department admin, 3 the management department. -1: migration 0034 left the group unsigned, and its owner was not
     * asked to sign yet.
     */
    charterEscalationStep: integer('charter_rung').notNull(),
    charterSignedAt: instant('charter_signed_at'),
    charterSignedBy: text('charter_signed_by'),
    reviewDueOn: date('review_due_on', { mode: 'string' }).notNull(),
    reviewOpenedAt: instant('review_opened_at'),
    reviewCloseBy: instant('review_close_by'),
    /** Highest level that was notified of an overdue review: 0 none, 1 the department admin, 2 the management department. */
    reviewEscalationStep: integer('review_rung').notNull(),
    reviewedAt: instant('reviewed_at'),
    /** What undoing the last review restores; null: no removal to undo. */
    reviewUndo: jsonb('review_undo').$type<ReviewUndo>(),
    vacantSince: instant('vacant_since'),
    /** The person who accepted ownership and becomes owner once WeCom shows it. */
    nextOwnerId: text('next_owner_id'),
    /** Whether WeCom does not yet show the last decision. */
    isApplying: boolean('is_applying').notNull(),
    trouble: text('trouble'),
    /** Members whom WeCom did not add. */
    missing: text('missing').array().notNull(),
    lookedAt: instant('looked_at'),
    archivedAt: instant('archived_at'),
    /** Why a declared group was not accepted as the department's, and by which clause. */
    declined: jsonb('declined').$type<StoredDecline>(),
    version: integer('version').notNull(),
    /** Idempotency key from the client: a group that is declared twice is registered once. */
    idempotencyKey: text('idempotency_key'),
  },
  (table) => [
    uniqueIndex('chat_groups_idempotency_key').on(table.ownerId, table.idempotencyKey),
    uniqueIndex('chat_groups_request_key').on(table.requestId),
    uniqueIndex('chat_groups_chat_key').on(table.chatId),
    index('chat_groups_owner_idx').on(sql`lower(${table.ownerId})`, table.id),
    index('chat_groups_deputy_idx').on(sql`lower(${table.deputyId})`, table.id),
    index('chat_groups_created_idx').on(table.createdAt, table.id),
    // For the daily job, by day.
    index('chat_groups_expiry_idx')
      .on(table.expiresOn, table.id)
      .where(sql`${table.state} in ('charter', 'active')`),
    index('chat_groups_review_idx')
      .on(table.reviewDueOn, table.id)
      .where(sql`${table.state} = 'active' and ${table.reviewOpenedAt} is null`),
    index('chat_groups_open_review_idx')
      .on(table.reviewCloseBy, table.id)
      .where(sql`${table.reviewOpenedAt} is not null`),
    // Reviews that were escalated to the management department, for the home page.
    index('chat_groups_late_idx')
      .on(table.reviewOpenedAt, table.id)
      .where(sql`${table.reviewOpenedAt} is not null and ${table.reviewEscalationStep} = 2`),
    index('chat_groups_charter_idx')
      .on(table.charterDueAt, table.id)
      .where(sql`${table.state} in ('charter', 'declared')`),
    // Groups that their owners declared and that are not accepted yet.
    index('chat_groups_declared_idx')
      .on(table.createdAt, table.id)
      .where(sql`${table.state} = 'declared'`),
    index('chat_groups_archived_idx')
      .on(table.archivedAt, table.id)
      .where(sql`${table.state} = 'archived'`),
    index('chat_groups_vacant_idx')
      .on(table.vacantSince, table.id)
      .where(sql`${table.vacantSince} is not null`),
  ],
)

/**
 * Groups by subtree: one row per department above the group, so that an admin's list is one index range for any company
 * size.
 */
export const groupPlaces = pgTable(
  'group_places',
  {
    departmentId: integer('department_id').notNull(),
    createdAt: instant('created_at').notNull(),
    groupId: text('group_id')
      .$type<Id<'group'>>()
      .notNull()
      .references(() => chatGroups.id),
    /**
     * Since when the group's review has been open, once it was escalated to the department admin; null: not escalated.
     */
    lateSince: instant('late_since'),
  },
  (table) => [
    primaryKey({ name: 'group_places_pkey', columns: [table.departmentId, table.createdAt, table.groupId] }),
    index('group_places_group_idx').on(table.groupId),
    index('group_places_late_idx')
      .on(table.departmentId, table.lateSince, table.groupId)
      .where(sql`${table.lateSince} is not null`),
  ],
)

/** Members of a group and the reason for their membership. Rows of former members stay. */
export const groupMembers = pgTable(
  'group_members',
  {
    groupId: text('group_id')
      .$type<Id<'group'>>()
      .notNull()
      .references(() => chatGroups.id),
    /** In lower case, as WeCom compares. */
    userid: text('userid').notNull(),
    reason: text('reason', { enum: memberReasons }).notNull(),
    /** The department that the reason refers to. */
    departmentId: integer('department_id'),
    since: instant('since').notNull(),
    goneReason: text('gone_reason', { enum: goneReasons }),
    goneAt: instant('gone_at'),
    /**
     * Userid of the person who decided that the member is removed. The removal is complete once WeCom shows it, or once
     * ops confirm it for a group created manually.
     */
    removeBy: text('remove_by'),
    removeAt: instant('remove_at'),
    leftAt: instant('left_at'),
    /** Removed when the group was archived, and restored with it. */
    isArchived: boolean('is_archived').notNull(),
  },
  (table) => [
    primaryKey({ name: 'group_members_pkey', columns: [table.groupId, table.userid] }),
    // Includes former members, for the personal-data export.
    index('group_members_person_idx').on(table.userid, table.groupId),
    index('group_members_gone_idx')
      .on(table.groupId, table.userid)
      .where(sql`${table.goneReason} is not null and ${table.leftAt} is null`),
  ],
)

/** Trigrams of group names, to find similar groups before another one is created. */
export const groupGrams = pgTable(
  'group_grams',
  {
    gram: keyText('gram').notNull(),
    groupId: text('group_id')
      .$type<Id<'group'>>()
      .notNull()
      .references(() => chatGroups.id),
  },
  (table) => [primaryKey({ name: 'group_grams_pkey', columns: [table.gram, table.groupId] })],
)

/** Offers of a group without owner. A person becomes owner only after accepting. */
export const groupOffers = pgTable(
  'group_offers',
  {
    groupId: text('group_id')
      .$type<Id<'group'>>()
      .notNull()
      .references(() => chatGroups.id),
    userid: text('userid').notNull(),
    state: text('state', { enum: ['asked', 'accepted', 'declined', 'over'] }).notNull(),
    askedAt: instant('asked_at').notNull(),
    answeredAt: instant('answered_at'),
  },
  (table) => [
    primaryKey({ name: 'group_offers_pkey', columns: [table.groupId, table.userid, table.askedAt] }),
    index('group_offers_open_idx')
      .on(table.groupId, table.askedAt, table.userid)
      .where(sql`${table.state} = 'asked'`),
    index('group_offers_person_idx')
      .on(table.userid)
      .where(sql`${table.state} = 'asked'`),
  ],
)

/** Requests to join a group of another department. */
export const groupJoinRequests = pgTable(
  'group_wishes',
  {
    groupId: text('group_id')
      .$type<Id<'group'>>()
      .notNull()
      .references(() => chatGroups.id),
    /** In lower case, as WeCom compares. */
    userid: text('userid').notNull(),
    state: text('state', { enum: joinRequestStates }).notNull(),
    askedAt: instant('asked_at').notNull(),
    answeredAt: instant('answered_at'),
    answeredBy: text('answered_by'),
  },
  (table) => [
    primaryKey({ name: 'group_wishes_pkey', columns: [table.groupId, table.userid, table.askedAt] }),
    // At most one open request per person and group.
    uniqueIndex('group_wishes_open_key')
      .on(table.groupId, table.userid)
      .where(sql`${table.state} = 'asked'`),
  ],
)

/** Reports of a rule violation in a group, sent to its owner or to the management department. */
export const groupReports = pgTable(
  'group_reports',
  {
    id: text('id').$type<Id<'groupReport'>>().primaryKey(),
    groupId: text('group_id')
      .$type<Id<'group'>>()
      .notNull()
      .references(() => chatGroups.id),
    reporterId: text('reporter_id').notNull(),
    recipient: text('recipient', { enum: reportRecipients }).notNull(),
    what: text('what', { enum: violationKinds }).notNull(),
    at: instant('at').notNull(),
    outcome: text('outcome', { enum: reportOutcomes }),
    handledAt: instant('handled_at'),
    handledBy: text('handled_by'),
  },
  (table) => [
    index('group_reports_group_idx').on(table.groupId, table.at),
    // Reports without a response.
    index('group_reports_open_idx')
      .on(table.recipient, table.groupId)
      .where(sql`${table.handledAt} is null`),
    index('group_reports_reporter_idx').on(sql`lower(${table.reporterId})`, table.at),
  ],
)
