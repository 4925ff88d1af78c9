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

/** The registry: every group that was agreed to or declared, as it should be. What WeCom has is read, never assumed. */
export const chatGroups = pgTable(
  'chat_groups',
  {
    id: text('id').$type<Id<'group'>>().primaryKey(),
    requestId: text('request_id')
      .$type<RequestId>()
      .references(() => requests.id),
    /** Chosen from the request's id before the first call; null for groups made by hand. */
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
    /** The last notice of its end that went out, in days before. */
    lastExpiryNoticeDays: integer('expiry_told'),
    memberCount: integer('member_count').notNull(),
    goneCount: integer('gone_count').notNull(),
    createdAt: instant('created_at').notNull(),
    /** How often the first message was tried; more than twice never. */
    welcomeAttempts: integer('greetings').notNull(),
    charterDueAt: instant('charter_due_at'),
    /** Who was asked beside the owner: 0 nobody, 1 the deputy, 2 the department's admin, 3 the management department. */
    charterEscalationStep: integer('charter_rung').notNull(),
    charterSignedAt: instant('charter_signed_at'),
    charterSignedBy: text('charter_signed_by'),
    reviewDueOn: date('review_due_on', { mode: 'string' }).notNull(),
    reviewOpenedAt: instant('review_opened_at'),
    reviewCloseBy: instant('review_close_by'),
    /** Who has been told that the review is late: 0 nobody, 1 the department's admin, 2 the management department. */
    reviewEscalationStep: integer('review_rung').notNull(),
    reviewedAt: instant('reviewed_at'),
    vacantSince: instant('vacant_since'),
    /** Who said yes and becomes the owner once WeCom shows it. */
    nextOwnerId: text('next_owner_id'),
    /** Something was decided that WeCom does not show yet. */
    isApplying: boolean('is_applying').notNull(),
    trouble: text('trouble'),
    /** Whom WeCom did not take in. */
    missing: text('missing').array().notNull(),
    lookedAt: instant('looked_at'),
    archivedAt: instant('archived_at'),
    /** Why a declared group is none of the department's, and by which clause. */
    declined: jsonb('declined').$type<StoredDecline>(),
    version: integer('version').notNull(),
  },
  (table) => [
    uniqueIndex('chat_groups_request_key').on(table.requestId),
    uniqueIndex('chat_groups_chat_key').on(table.chatId),
    index('chat_groups_owner_idx').on(sql`lower(${table.ownerId})`, table.id),
    index('chat_groups_deputy_idx').on(sql`lower(${table.deputyId})`, table.id),
    index('chat_groups_created_idx').on(table.createdAt, table.id),
    // What the daily round looks at, by day.
    index('chat_groups_expiry_idx')
      .on(table.expiresOn, table.id)
      .where(sql`${table.state} in ('charter', 'active')`),
    index('chat_groups_review_idx')
      .on(table.reviewDueOn, table.id)
      .where(sql`${table.state} = 'active' and ${table.reviewOpenedAt} is null`),
    index('chat_groups_open_review_idx')
      .on(table.reviewCloseBy, table.id)
      .where(sql`${table.reviewOpenedAt} is not null`),
    // Reviews that went up to the management department: what waits for it on home.
    index('chat_groups_late_idx')
      .on(table.reviewOpenedAt, table.id)
      .where(sql`${table.reviewOpenedAt} is not null and ${table.reviewEscalationStep} = 2`),
    index('chat_groups_charter_idx')
      .on(table.charterDueAt, table.id)
      .where(sql`${table.state} in ('charter', 'declared')`),
    // Those that their owners declared and nobody has accepted yet.
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

/** Lists of a subtree: one row per department above the group, so that an admin's list is one range however large the company. */
export const groupPlaces = pgTable(
  'group_places',
  {
    departmentId: integer('department_id').notNull(),
    createdAt: instant('created_at').notNull(),
    groupId: text('group_id')
      .$type<Id<'group'>>()
      .notNull()
      .references(() => chatGroups.id),
    /** Since when its review has been open, once that went up to the department's admin; null: it did not. */
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

/** Who belongs, and why. Rows stay when somebody goes: the registry knows who was there. */
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
    /** The department on which the reason hangs. */
    departmentId: integer('department_id'),
    since: instant('since').notNull(),
    goneReason: text('gone_reason', { enum: goneReasons }),
    goneAt: instant('gone_at'),
    /** Somebody decided that he goes; who. Done once WeCom shows it, or a person says so of a group made by hand. */
    removeBy: text('remove_by'),
    removeAt: instant('remove_at'),
    leftAt: instant('left_at'),
    /** Taken out with the archive, and comes back with it. */
    isArchived: boolean('is_archived').notNull(),
  },
  (table) => [
    primaryKey({ name: 'group_members_pkey', columns: [table.groupId, table.userid] }),
    // Those that were left too: everybody may have what is held about himself.
    index('group_members_person_idx').on(table.userid, table.groupId),
    index('group_members_gone_idx')
      .on(table.groupId, table.userid)
      .where(sql`${table.goneReason} is not null and ${table.leftAt} is null`),
  ],
)

/** What a group is found by when somebody is about to make another one like it. */
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

/** Whom an ownerless group was offered. Nobody becomes owner who did not say yes. */
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

/** Who asked to be let into a group of another department. */
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
    // Asked twice is asked once.
    uniqueIndex('group_wishes_open_key')
      .on(table.groupId, table.userid)
      .where(sql`${table.state} = 'asked'`),
  ],
)

/** Something in a group that breaks the rules, told to its owner or to the management department. */
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
    // What nobody has answered yet.
    index('group_reports_open_idx')
      .on(table.recipient, table.groupId)
      .where(sql`${table.handledAt} is null`),
    index('group_reports_reporter_idx').on(sql`lower(${table.reporterId})`, table.at),
  ],
)
