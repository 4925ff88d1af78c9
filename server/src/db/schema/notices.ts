import type { Id } from '@desk/shared/kernel/ids'
import { noticeEventNames, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { messageLanguages, messageTextNames, type MessageTextName } from '@desk/shared/notices/message-templates'
import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

type Words = { title: string; subtitle: string; rows: readonly { name: string; value: string }[] }

/** One message that is owed to one person. What it says is made when it is sent; what became of it is kept. */
export const notices = pgTable(
  'notices',
  {
    /** Also the card's task id. */
    taskId: text('task_id').primaryKey(),
    event: text('event', { enum: noticeEventNames as [NoticeEvent, ...NoticeEvent[]] }).notNull(),
    objectId: text('object_id').notNull(),
    userid: text('userid').notNull(),
    /** Event, object and person: nobody is told the same thing twice. */
    dedupeKey: text('dedupe_key').notNull().unique('notices_dedupe_key'),
    state: text('state', { enum: ['waiting', 'sent', 'undelivered', 'digest', 'dropped'] }).notNull(),
    plannedAt: instant('planned_at').notNull(),
    /** When it was let through to WeCom; counts against the person's minute and day. */
    admittedAt: instant('admitted_at'),
    /** What it says, from then until it is known to have arrived or not; null for what WeCom tells apart by its task id. */
    words: jsonb('words').$type<Words>(),
    /** What a digest says of it, where it is about no request. */
    line: text('line'),
    /** The digest that names it. */
    digestId: text('digest_id'),
    /** Policies that it asks to sign: a reminder of the day may be about several. Null: about none, or older than this. */
    policyIds: text('policy_ids').array(),
    /** The group that it is about. Null: about none, or older than this. */
    groupId: text('group_id').$type<Id<'group'>>(),
    /** What it asks the person to do about the group; null: it only tells something. */
    asks: text('asks').$type<MessageTextName>(),
    /** Replaces the card once, within 72 h (doc 90236): when what it asks is done, whoever did it. */
    responseCode: text('response_code'),
  },
  (table) => [
    index('notices_person_idx').on(sql`lower(${table.userid})`, table.admittedAt),
    index('notices_digest_idx')
      .on(sql`lower(${table.userid})`)
      .where(sql`${table.state} = 'digest' and ${table.digestId} is null`),
    // Questions about a group that somebody still has before them, or will have.
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

/** Words of messages that ops changed. A name without a row has the words of the code. */
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

/** Single days about which ops know more than the public table. */
export const calendarDays = pgTable('calendar_days', {
  day: text('day').primaryKey(),
  isWorking: boolean('is_working').notNull(),
  note: text('note').notNull(),
  changedBy: text('changed_by').notNull(),
  changedAt: instant('changed_at').notNull(),
})

/** What a member's tile on the workbench shows, and whether that is still right. */
export const workbenchTiles = pgTable(
  'workbench_tiles',
  {
    /** In lower case. */
    userid: text('userid').primaryKey(),
    /** Grows whenever the count may have changed. */
    wanted: integer('wanted').notNull(),
    /** The `wanted` of the last call that succeeded. */
    told: integer('told').notNull(),
    shown: integer('shown'),
    shownToSign: integer('shown_to_sign'),
    toldAt: instant('told_at'),
  },
  (table) => [
    index('workbench_tiles_due_idx')
      .on(table.userid)
      .where(sql`${table.wanted} > ${table.told}`),
  ],
)
