import type { CommentBody } from '@desk/shared/comments/comment-schemas'
import type { RequestDraft } from '@desk/shared/requests/types/index'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Database, Tx } from '../../../db/database.ts'
import { attachFiles } from '../../comments/attach-files.ts'
import { findCommentText, insertComment } from '../../comments/comment-queries.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import type { EventRow, RequestRow } from './request-queries.ts'

export const reasonOf = (draft: RequestDraft): CommentBody | undefined =>
  draft.kind === 'info_change' ? draft.reason : undefined

/** Stores the reason of a submission as a comment of the applicant. Returns its id, for the details of the event. */
export async function writeReason(
  { clock, ids }: RecordDeps,
  tx: Tx,
  { id: requestId, applicantId }: Pick<RequestRow, 'id' | 'applicantId'>,
  reason: CommentBody | undefined,
): Promise<{ comment?: string }> {
  if (!reason) return {}
  const id = ids.next('comment')
  const comment = { id, requestId, authorId: applicantId, text: reason.text, createdAt: clock.now() }
  await insertComment(tx, comment)
  await attachFiles(tx, comment, reason.attachments)
  return { comment: id }
}

/** Returns the reason of the last submission that had one. */
export async function findReason(db: Database, events: readonly EventRow[]): Promise<RequestView['reason']> {
  const id = events.findLast(({ details }) => details.comment !== undefined)?.details.comment
  const found = id === undefined ? null : await findCommentText(db, id)
  return id === undefined || found === null ? null : { id, ...found }
}
