import type { Id } from '@desk/shared/kernel/ids'
import { noticeEventNames, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import {
  messageLanguages,
  messageTextNames,
  type MessageTextName,
} from '@desk/shared/message-templates/message-templates'
import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

type NoticeText = { title: string; subtitle: string; rows: readonly { name: string; value: string }[] }

/** Messages, each to one person. The text is written when the message is sent; the row stays, with the result of sending. */
export const notices = pgTable(
  'notices',
  {
    /** Also the card's task id. */
    taskId: text('task_id').primaryKey(),
    event: text('event', { enum: noticeEventNames as [NoticeEvent, ...NoticeEvent[]] }).notNull(),
    objectId: text('object_id').notNull(),
    userid: text('userid').notNull(),
    /** Event, object and person, so that a person is notified once. */
    dedupeKey: text('dedupe_key').notNull().unique('notices_dedupe_key'),
    state: text('state', { enum: ['waiting', 'sent', 'undelivered', 'digest', 'dropped'] }).notNull(),
    plannedAt: instant('planned_at').notNull(),
    /** When the notice was admitted to sending; counts against the person's limits per minute and day. */
    admittedAt: instant('admitted_at'),
    /** The text, from admission until delivery is known; null for messages that WeCom deduplicates by task id. */
    words: jsonb('words').$type<NoticeText>(),
    /**
     * The notice's line in a digest; a card about a reading of logs also shows it, as what was found. Null: the line is written
     * when the digest is sent.
     */
    line: text('line'),
    /** The digest that contains the line. */
    digestId: text('digest_id'),
    /** Policies to sign: a daily reminder may be about several. Null: none, or an older row. */
    policyIds: text('policy_ids').array(),
    /** The group that the notice is about. Null: none, or an older row. */
    groupId: text('group_id').$type<Id<'group'>>(),
    /** The action about the group that the notice requests from the person; null: information only. */
    asks: text('asks').$type<MessageTextName>(),
    /** Replaces the card once, within 72 h (doc 90236), when the requested action is done. */
    responseCode: text('response_code'),
    /** When a button of the card was last pressed, which brought a new code. Null: the code came with the sent card. */
    pressedAt: instant('pressed_at'),
  },
  (table) => [
    index('notices_person_idx').on(sql`lower(${table.userid})`, table.admittedAt),
    index('notices_digest_idx')
      .on(sql`lower(${table.userid})`)
      .where(sql`${table.state} = 'digest' and ${table.digestId} is null`),
    // Open tasks about groups, sent or to be sent.
    index('notices_group_asks_idx')
      .on(table.groupId)
      .where(
        sql`${table.asks} is not null and (${table.state} in ('waiting', 'digest') or ${table.responseCode} is not null)`,
      ),
    index('notices_digest_lines_idx')
      .on(table.digestId)
      .where(sql`${table.digestId} is not null`),
  ],
)

/** Message templates that ops changed. A name without a row has the template of the code. */
export const messageTexts = pgTable(
  'message_texts',
  {
    name: text('name', { enum: messageTextNames as [MessageTextName, ...MessageTextName[]] }).notNull(),
    language: text('language', { enum: [...messageLanguages] }).notNull(),
    title: text('title').notNull(),
    subtitle: text('subtitle').notNull(),
    version: integer('version').notNull(),
    changedBy: text('changed_by').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [primaryKey({ name: 'message_texts_pkey', columns: [table.name, table.language] })],
)

/** Single days for which ops override the calendar of public holidays. */
export const calendarDays = pgTable('calendar_days', {
  day: text('day').primaryKey(),
  isWorking: boolean('is_working').notNull(),
  note: text('note').notNull(),
  changedBy: text('changed_by').notNull(),
  changedAt: instant('changed_at').notNull(),
})

/** The two numbers on a member's workbench tile, and whether they are current. */
export const workbenchTiles = pgTable(
  'workbench_tiles',
  {
    /** In lower case. */
    userid: text('userid').primaryKey(),
    /** Incremented whenever a number may have changed. */
    wanted: integer('wanted').notNull(),
    /** The `wanted` that was handled last: sent, unchanged, or refused. */
    told: integer('told').notNull(),
    /** Pending approvals, as the tile shows them. Null: unknown. */
    shownApprovals: integer('shown'),
    /** Policies to sign, as the tile shows them. Null: unknown. */
    shownToSign: integer('shown_to_sign'),
    toldAt: instant('told_at'),
  },
  (table) => [
    index('workbench_tiles_due_idx')
      .on(table.userid)
      .where(sql`${table.wanted} > ${table.told}`),
  ],
)
