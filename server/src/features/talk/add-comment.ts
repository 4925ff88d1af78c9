import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import type { CommentBody, TalkView } from '@desk/shared/talk/talk-schemas'
import { InvalidInputError, RequestNotFoundError } from '../../kernel/app-error.ts'
import { authorize } from '../../kernel/authorize.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import { tellOfComment } from '../requests/notices.ts'
import { findRequest, type RequestRow } from '../requests/request-queries.ts'
import { getTalk } from './get-talk.ts'
import type { TalkDeps } from './talk-deps.ts'
import { claimAttachments, insertComment } from './talk-queries.ts'
import { LOOSE_MS } from './upload-attachment.ts'

/** Whoever may read a request may write beside it, also when it is over. The other side hears of it. */
export async function addComment(
  deps: TalkDeps,
  actor: MemberActor,
  { id: requestId, text, attachments }: CommentBody & { id: RequestId },
): Promise<TalkView> {
  await deps.db.transaction(async (tx) => {
    const request = await findRequest(tx, actor, requestId)
    if (!request) throw new RequestNotFoundError()
    authorize(actor, 'request.read', request)
    const at = deps.clock.now()
    const id = deps.ids.next('comment')
    await insertComment(tx, { id, requestId, authorId: actor.userid, text, createdAt: at })
    const files = await claimAttachments(tx, actor.userid, attachments, id, new Date(at.getTime() - LOOSE_MS))
    // Somebody else's file, one that was purged, or one that was sent before.
    if (files !== new Set(attachments).size)
      throw new InvalidInputError('A file is not there to be sent', [{ path: 'attachments', code: 'file.gone' }])
    const details = { comment: id, files }
    await recordAudit(tx, { at, actor: actor.userid, action: 'request.commented', object: requestId, details })
    for (const userid of othersOf(actor, request)) await tellOfComment(deps, tx, { request, userid, commentId: id })
  })
  deps.wakeWorker()
  return getTalk(deps, actor, requestId)
}

/** The applicant writes to who decides, or decided; everybody else to the applicant. */
function othersOf({ userid }: MemberActor, { applicantId, decidedBy, candidates }: RequestRow): readonly string[] {
  if (!sameUserid(userid, applicantId)) return [applicantId]
  return decidedBy === null ? candidates : [decidedBy]
}
