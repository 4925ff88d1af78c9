import type { RequestId } from '@desk/shared/kernel/ids'
import { attachmentTypes } from '@desk/shared/comments/comment-schemas'
import { index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'
import { requests } from './requests.ts'

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
