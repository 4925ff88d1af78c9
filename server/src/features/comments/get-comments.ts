import type { MemberActor } from '@desk/shared/identity/actor'
import type { Id, RequestId } from '@desk/shared/kernel/ids'
import type { DownloadLink, CommentsView } from '@desk/shared/comments/comment-schemas'
import { NotFoundError } from '../../kernel/app-error.ts'
import { authorize } from '../../access/authorize.ts'
import type { Deps } from '../../kernel/deps.ts'
import { createDownloadLink } from '../../kernel/download-links-queries.ts'
import { memberNames } from '../../directory/member-names.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { findRequest, requireVisibleRequest } from '../requests/model/request-queries.ts'
import { attachmentViewOf, findAttachment, listAttachments, listComments } from './model/comment-queries.ts'

/** Kind of one-time download link. */
export const ATTACHMENT_DOWNLOAD = 'attachment'

/** Returns all comments of a request. @throws RequestNotFoundError when the actor may not read it */
export async function getComments(
  { db }: Pick<Deps, 'db'>,
  actor: MemberActor,
  requestId: RequestId,
): Promise<CommentsView> {
  await requireVisibleRequest(db, actor, requestId)
  const rows = await listComments(db, requestId)
  const files = await listAttachments(
    db,
    rows.map(({ id }) => id),
  )
  const people = await memberNames(
    db,
    rows.map(({ authorId }) => authorId),
  )
  return {
    comments: rows.map(({ id, authorId, text, createdAt }) => ({
      id: id as Id<'comment'>,
      author: people(authorId),
      text,
      at: createdAt.toISOString(),
      attachments: files.filter(({ commentId }) => commentId === id).map(attachmentViewOf),
    })),
  }
}

/**
 * Creates a one-time link to a file. It works without a session, because WeCom opens downloads in a browser that has
 * none.
 */
export async function openAttachment(
  deps: Pick<Deps, 'db' | 'clock' | 'ids'>,
  actor: MemberActor,
  { id, attachmentId }: { id: RequestId; attachmentId: Id<'attachment'> },
): Promise<DownloadLink> {
  const request = await requireVisibleRequest(deps.db, actor, id)
  authorize(actor, 'request.read', request)
  const file = await findAttachment(deps.db, attachmentId)
  if (!file || file.requestId !== id) throw new NotFoundError()
  const at = deps.clock.now()
  return deps.db.transaction(async (tx) => {
    const details = { request: id }
    await recordAudit(tx, { at, actor: actor.userid, action: 'attachment.opened', object: attachmentId, details })
    return createDownloadLink(tx, deps, {
      userid: actor.userid,
      what: ATTACHMENT_DOWNLOAD,
      query: { attachment: attachmentId },
    })
  })
}

/** Returns the file behind a link; null when it was purged or the person may no longer read the request. */
export async function readAttachmentFile(
  { db, blobs }: Pick<Deps, 'db' | 'blobs'>,
  actor: MemberActor,
  attachmentId: string,
): Promise<{ name: string; type: string; bytes: Uint8Array } | null> {
  const file = await findAttachment(db, attachmentId)
  if (!file || !(await findRequest(db, actor, file.requestId))) return null
  const bytes = await blobs.get(file.blobKey)
  return bytes && { name: file.name, type: file.type, bytes }
}
