import type { CommentBody } from '@desk/shared/comments/comment-schemas'
import type { RequestDraft } from '@desk/shared/requests/types/index'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Database, Tx } from '../../../db/database.ts'
import { attachFiles } from '../../comments/model/attach-files.ts'
import { copyAttachments, findCommentText, insertComment } from '../../comments/model/comment-queries.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { type EventRow, listEvents, type RequestRow } from './request-queries.ts'

/** Returns the reason of a submission, for types whose drafts have one. */
export const reasonOf = (draft: RequestDraft): CommentBody | null | undefined =>
  'reason' in draft ? draft.reason : undefined

/**
 * Stores the reason of a submission as a comment of the applicant, with its files: uploaded ones, and copies of those of
 * an earlier request. Returns the id of the comment, for the details of the event.
 */
export async function writeReason(
  deps: RecordDeps,
  tx: Tx,
  { id: requestId, applicantId }: Pick<RequestRow, 'id' | 'applicantId'>,
  reason: CommentBody | null | undefined,
): Promise<{ comment?: string }> {
  if (!reason) return {}
  const id = deps.ids.next('comment')
  const comment = { id, requestId, authorId: applicantId, text: reason.text, createdAt: deps.clock.now() }
  await insertComment(tx, comment)
  const copied = await copyAttachments(tx, applicantId, reason.attachments, id, () => deps.ids.next('attachment'))
  const uploaded = reason.attachments.filter((file) => !copied.includes(file))
  await attachFiles(tx, comment, uploaded)
  return { comment: id }
}

const isSameReason = (stored: RequestView['reason'], { text, attachments }: CommentBody): boolean =>
  stored?.text === text &&
  stored.attachments.length === attachments.length &&
  stored.attachments.every(({ id }) => attachments.includes(id))

/**
 * Stores the reason of a resubmission as `writeReason` does; an unchanged reason keeps its comment, and no id is returned.
 * For `null`, which takes back the reason so far, the id is empty.
 */
export async function rewriteReason(
  deps: RecordDeps,
  tx: Tx,
  request: Pick<RequestRow, 'id' | 'applicantId'>,
  reason: CommentBody | null | undefined,
): Promise<{ comment?: string }> {
  if (reason === undefined) return {}
  const stored = await findReason(tx, await listEvents(tx, request.id))
  if (reason === null) return stored === null ? {} : { comment: '' }
  if (isSameReason(stored, reason)) return {}
  return writeReason(deps, tx, request, reason)
}

/** Returns the reason of the last submission that named one; null: none did, or that submission took the reason back. */
export async function findReason(db: Database, events: readonly EventRow[]): Promise<RequestView['reason']> {
  const id = events.findLast(({ details }) => details.comment !== undefined)?.details.comment
  const found = id ? await findCommentText(db, id) : null
  return id && found ? { id, ...found } : null
}
