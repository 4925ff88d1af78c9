import type { AttachmentView } from '@desk/shared/comments/comment-schemas'
import type { Id, RequestId } from '@desk/shared/kernel/ids'
import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { attachments, comments } from '../../../db/schema/index.ts'

export type CommentRow = typeof comments.$inferSelect
export type AttachmentRow = typeof attachments.$inferSelect

export function listComments(db: Database, requestId: RequestId): Promise<CommentRow[]> {
  return db
    .select()
    .from(comments)
    .where(eq(comments.requestId, requestId))
    .orderBy(asc(comments.createdAt), asc(comments.id))
}

/** Returns the text and the files of one comment; null when it was purged. */
export async function findCommentText(
  db: Database,
  id: string,
): Promise<{ text: string; attachments: AttachmentView[] } | null> {
  const [row] = await db.select({ text: comments.text }).from(comments).where(eq(comments.id, id))
  return row ? { text: row.text, attachments: (await listAttachments(db, [id])).map(attachmentViewOf) } : null
}

export type NewComment = typeof comments.$inferInsert

/** Finds the author's comment with this key; null if there is none. */
export async function findByKey(
  tx: Tx,
  { authorId, idempotencyKey = null }: Pick<NewComment, 'authorId' | 'idempotencyKey'>,
): Promise<CommentRow | null> {
  if (idempotencyKey === null) return null
  const isSameKey = and(eq(comments.authorId, authorId), eq(comments.idempotencyKey, idempotencyKey))
  const [row] = await tx.select().from(comments).where(isSameKey)
  return row ?? null
}

/** Inserts a comment. False: the author used this key before. */
export async function insertComment(tx: Tx, row: NewComment): Promise<boolean> {
  const key = { target: [comments.authorId, comments.idempotencyKey] }
  return (await tx.insert(comments).values(row).onConflictDoNothing(key).returning({ id: comments.id })).length > 0
}

export const countComments = (db: Database, requestId: RequestId): Promise<number> =>
  db.$count(comments, eq(comments.requestId, requestId))

export const attachmentViewOf = ({ id, name, type, size }: AttachmentRow): AttachmentView => ({
  id: id as Id<'attachment'>,
  name,
  type,
  size,
})

export async function listAttachments(db: Database, commentIds: readonly string[]): Promise<AttachmentRow[]> {
  if (commentIds.length === 0) return []
  return db
    .select()
    .from(attachments)
    .where(inArray(attachments.commentId, [...commentIds]))
    .orderBy(asc(attachments.createdAt), asc(attachments.id))
}

/** Finds an attachment with the request of its comment; null for one without a comment. */
export async function findAttachment(
  db: Database,
  id: string,
): Promise<(AttachmentRow & { requestId: RequestId }) | null> {
  const [row] = await db
    .select({ attachment: attachments, requestId: comments.requestId })
    .from(attachments)
    .innerJoin(comments, eq(comments.id, attachments.commentId))
    .where(eq(attachments.id, id))
  return row ? { ...row.attachment, requestId: row.requestId } : null
}

export async function insertAttachment(tx: Tx, row: typeof attachments.$inferInsert): Promise<void> {
  await tx.insert(attachments).values(row)
}

/**
 * Returns number and total size of the files that this person stored since an instant. Locks nothing: two concurrent
 * uploads may both use the last of the quota.
 */
export async function countStoredSince(
  db: Database,
  ownerId: string,
  since: Date,
): Promise<{ files: number; bytes: number }> {
  const [row] = await db
    .select({ files: sql<number>`count(*)::int`, bytes: sql<number>`coalesce(sum(${attachments.size}), 0)::int` })
    .from(attachments)
    .where(and(eq(attachments.ownerId, ownerId), gt(attachments.createdAt, since)))
  return row ?? { files: 0, bytes: 0 }
}

/**
 * Attaches the person's own unattached files to the comment, except those stored before `since`, which the purge may delete.
 * Returns their number.
 */
export async function claimAttachments(
  tx: Tx,
  ownerId: string,
  ids: readonly Id<'attachment'>[],
  commentId: string,
  since: Date,
): Promise<number> {
  if (ids.length === 0) return 0
  const claimed = await tx
    .update(attachments)
    .set({ commentId })
    .where(
      and(
        inArray(attachments.id, [...ids]),
        eq(attachments.ownerId, ownerId),
        isNull(attachments.commentId),
        gte(attachments.createdAt, since),
      ),
    )
    .returning({ id: attachments.id })
  return claimed.length
}

/** Copies the person's own attached files to another comment; the copies share the stored bytes. Returns the ids copied. */
export async function copyAttachments(
  tx: Tx,
  ownerId: string,
  ids: readonly Id<'attachment'>[],
  commentId: string,
  nextId: () => string,
): Promise<string[]> {
  if (ids.length === 0) return []
  const isOwn = and(
    inArray(attachments.id, [...ids]),
    eq(attachments.ownerId, ownerId),
    isNotNull(attachments.commentId),
  )
  const rows = await tx.select().from(attachments).where(isOwn)
  if (rows.length > 0) await tx.insert(attachments).values(rows.map((row) => ({ ...row, id: nextId(), commentId })))
  return rows.map(({ id }) => id)
}

/** Maximum number of files that one run purges; the next run continues. */
const PURGED_MAX = 500

/** Returns the SQL condition: the file was stored before this instant, and belongs to no comment. */
const isUnattachedSince = (before: Date) => and(isNull(attachments.commentId), lt(attachments.createdAt, before))

export function listUnattached(db: Database, before: Date): Promise<AttachmentRow[]> {
  return db.select().from(attachments).where(isUnattachedSince(before)).limit(PURGED_MAX)
}

export async function removeUnattached(db: Database, ids: readonly string[], before: Date): Promise<void> {
  if (ids.length > 0)
    await db.delete(attachments).where(and(inArray(attachments.id, [...ids]), isUnattachedSince(before)))
}
