import { requestKindNames, type RequestType } from '@desk/shared/requests/types/index'
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant, bytes } from './columns.ts'
import type { RequestId } from '@desk/shared/kernel/ids'
import { attachmentTypes } from '@desk/shared/comments/comment-schemas'
import { requests } from './requests.ts'
import { sql } from 'drizzle-orm'

/** Unsubmitted forms, one per person and request type, available on every device. */
export const drafts = pgTable(
  'drafts',
  {
    /** In lower case. */
    userid: text('userid').notNull(),
    kind: text('kind', { enum: requestKindNames as [RequestType] }).notNull(),
    content: jsonb('content').$type<Record<string, unknown>>().notNull(),
    version: integer('version').notNull(),
    /** When it was typed, by the device's clock; the later one wins. */
    savedAt: instant('saved_at').notNull(),
    storedAt: instant('stored_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'drafts_pkey', columns: [table.userid, table.kind] }),
    index('drafts_stored_idx').on(table.storedAt),
  ],
)

/** Comments on a request. */
export const comments = pgTable(
  'comments',
  {
    id: text('id').primaryKey(),
    requestId: text('request_id')
      .$type<RequestId>()
      .notNull()
      .references(() => requests.id),
    authorId: text('author_id').notNull(),
    text: text('text').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Idempotency key from the client: a comment that is sent twice is stored once. */
    idempotencyKey: text('idempotency_key'),
  },
  (table) => [
    index('comments_request_idx').on(table.requestId, table.createdAt, table.id),
    uniqueIndex('comments_idempotency_key').on(table.authorId, table.idempotencyKey),
  ],
)

/** Files of a comment. `comment_id` is null until the comment is sent; unsent files are purged after a day. */
export const attachments = pgTable(
  'attachments',
  {
    id: text('id').primaryKey(),
    ownerId: text('owner_id').notNull(),
    commentId: text('comment_id').references(() => comments.id),
    name: text('name').notNull(),
    type: text('type', { enum: attachmentTypes }).notNull(),
    size: integer('size').notNull(),
    blobKey: text('blob_key').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    index('attachments_comment_idx').on(table.commentId),
    index('attachments_owner_idx').on(table.ownerId, table.createdAt),
  ],
)

/** File contents of the database blob store. */
export const blobs = pgTable('blobs', {
  key: text('key').primaryKey(),
  bytes: bytes('bytes').notNull(),
})

/** One-time downloads without a session: WeCom opens downloads in a browser without this app's cookies. */
export const downloadLinks = pgTable(
  'download_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    /** The person it was created for; the file contains only what they may see. */
    userid: text('userid').notNull(),
    what: text('what').notNull(),
    query: jsonb('query').$type<Record<string, string>>().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    /** Progress of a file that is created while it is downloaded; null: its lines are not counted. */
    linesDone: integer('lines_done'),
    linesTotal: integer('lines_total'),
  },
  (table) => [index('download_links_userid_idx').on(sql`lower(${table.userid})`)],
)
