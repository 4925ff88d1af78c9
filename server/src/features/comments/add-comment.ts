import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { type CommentBody, COMMENTS_PER_REQUEST, type CommentsView } from '@desk/shared/comments/comment-schemas'
import type { Tx } from '../../db/database.ts'
import { KeyReusedError } from '../../kernel/app-error.ts'
import { authorize } from '../../access/authorize.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { notifyOfComment } from '../requests/cards/request-notices.ts'
import { requireVisibleRequest, type RequestRow } from '../requests/model/request-queries.ts'
import { attachFiles } from './model/attach-files.ts'
import { getComments } from './get-comments.ts'
import type { CommentDeps } from './comment-deps.ts'
import { CommentLimitError } from './comment-errors.ts'
import { countComments, findByKey, insertComment, listAttachments, type NewComment } from './model/comment-queries.ts'

/**
 * Adds a comment to a request, also to a closed one, and notifies the other side. A repeated key of the same author
 * adds nothing.
 *
 * @throws CommentLimitError, KeyReusedError when the key comes with another comment
 */
export async function addComment(
  deps: CommentDeps,
  actor: MemberActor,
  {
    id: requestId,
    text,
    attachments,
    idempotencyKey,
  }: CommentBody & { id: RequestId; idempotencyKey?: string | undefined },
): Promise<CommentsView> {
  await deps.db.transaction(async (tx) => {
    const request = await requireVisibleRequest(tx, actor, requestId)
    authorize(actor, 'request.read', request)
    const at = deps.clock.now()
    const id = deps.ids.next('comment')
    const comment = {
      id,
      requestId,
      authorId: actor.userid,
      text,
      createdAt: at,
      idempotencyKey: idempotencyKey ?? null,
    }
    if (!(await insertComment(tx, comment))) return requireSame(tx, comment, attachments)
    if ((await countComments(tx, requestId)) > COMMENTS_PER_REQUEST) throw new CommentLimitError()
    const files = await attachFiles(tx, comment, attachments)
    const details = { comment: id, files }
    await recordAudit(tx, { at, actor: actor.userid, action: 'request.commented', object: requestId, details })
    for (const userid of othersOf(actor, request)) await notifyOfComment(deps, tx, { request, userid, commentId: id })
  })
  return getComments(deps, actor, requestId)
}

/** Refuses another comment with the key of an earlier one. @throws KeyReusedError */
async function requireSame(tx: Tx, comment: NewComment, attachments: readonly string[]): Promise<void> {
  const earlier = await findByKey(tx, comment)
  const files = earlier ? await listAttachments(tx, [earlier.id]) : []
  const isSame =
    earlier?.requestId === comment.requestId &&
    earlier.text === comment.text &&
    files.length === new Set(attachments).size &&
    files.every(({ id }) => attachments.includes(id))
  if (!isSame) throw new KeyReusedError()
}

/**
 * Returns who is notified. A comment of the applicant goes to the approvers or, once the request is decided, to who decided it;
 * any other comment goes to the applicant.
 */
function othersOf(
  { userid }: MemberActor,
  { state, applicantId, decidedBy, approverIds }: RequestRow,
): readonly string[] {
  if (!sameUserid(userid, applicantId)) return [applicantId]
  // In the second step `decidedBy` is the approver of the first.
  const isUndecided = state === 'open' || state === 'returned'
  return isUndecided || decidedBy === null ? approverIds : [decidedBy]
}
