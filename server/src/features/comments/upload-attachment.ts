import { DAY_MS } from '@desk/shared/kernel/durations'
import type { OwnActor } from '@desk/shared/identity/actor'
import {
  ATTACHMENT_BYTES_PER_DAY,
  ATTACHMENTS_PER_DAY,
  type AttachmentView,
  type UploadBody,
} from '@desk/shared/comments/comment-schemas'
import { sanitizeUpload } from '../../kernel/sanitize-upload.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { CommentDeps } from './comment-deps.ts'
import { FileQuotaError } from './comment-errors.ts'
import { insertAttachment, countStoredSince } from './model/comment-queries.ts'

/**
 * Stores a file for a comment that is being written. A picture is encoded again; a PDF is stored as it is and only
 * downloaded, never displayed.
 */
export async function uploadAttachment(
  deps: CommentDeps,
  actor: OwnActor,
  { name, data }: UploadBody,
): Promise<AttachmentView> {
  await checkQuota(deps, actor, 0)
  const { bytes, type } = await sanitizeUpload(deps.images, data, actor.userid)
  await checkQuota(deps, actor, bytes.length)
  const id = deps.ids.next('attachment')
  const at = deps.clock.now()
  const file = { id, name, type, size: bytes.length }
  // The row first: a row without bytes is purged later, bytes without a row would stay forever.
  await deps.db.transaction(async (tx) => {
    await insertAttachment(tx, { ...file, ownerId: actor.userid, blobKey: id, createdAt: at })
    const details = { type, size: bytes.length }
    await recordAudit(tx, { at, actor: actor.userid, action: 'attachment.uploaded', object: id, details })
  })
  await deps.blobs.put(id, bytes)
  return file
}

async function checkQuota({ db, clock }: CommentDeps, { userid }: OwnActor, addedBytes: number): Promise<void> {
  const { files, bytes } = await countStoredSince(db, userid, new Date(clock.now().getTime() - DAY_MS))
  if (files >= ATTACHMENTS_PER_DAY || bytes + addedBytes > ATTACHMENT_BYTES_PER_DAY) throw new FileQuotaError()
}
