import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { enqueueCardJobs, enqueueRequestNotice } from '../../notifications/notices.ts'
import type { RequestRow } from '../model/request-queries.ts'
import { cardsToClose, dropDigestLines } from './request-card-queries.ts'

export const requestCardTopics = {
  approval: 'notice.ask',
  close: 'notice.over',
  result: 'notice.result',
  taken: 'notice.taken',
  comment: 'notice.comment',
  manualTask: 'notice.ops',
  closeManualTask: 'notice.ops_over',
} as const

/**
 * Sends a separate card to each approver, so that each has a code of its own by which it can be replaced. `again` makes
 * a further card about the same request distinct. `request.asked_again` is sent by a job, not because of a person's
 * action, and waits for the morning.
 */
export async function sendApprovalCards(
  deps: NoticeDeps,
  tx: Tx,
  request: RequestRow,
  again?: string,
  { event = 'request.asked', only = currentApprovers(request) }: ApprovalCardOptions = {},
): Promise<void> {
  const objectId = again === undefined ? request.id : `${request.id}:${again}`
  for (const userid of only) await sendApprovalCard(deps, tx, { event, request, userid, objectId })
  await deps.emit(tx, 'workload.changed', { userids: only, at: deps.clock.now() })
}

type ApprovalCardOptions = { event?: 'request.asked' | 'request.asked_again'; only?: readonly string[] }
type ApprovalCard = { event: NoticeEvent; request: RequestRow; userid: string; objectId: string }

export const sendApprovalCard = (deps: NoticeDeps, tx: Tx, card: ApprovalCard): Promise<boolean> =>
  enqueueRequestNotice(deps, tx, { ...card, purpose: 'decide', topic: requestCardTopics.approval })

const currentApprovers = ({ approvers }: RequestRow) =>
  approvers.filter(({ closedAt }) => closedAt === null).map(({ userid }) => userid)

/** Overwrites the cards of these people, who have nothing left to decide, and drops their lines of the next digest. */
export async function closeCards(
  deps: NoticeDeps,
  tx: Tx,
  request: RequestRow,
  only: readonly string[] = request.approverIds,
): Promise<void> {
  const at = deps.clock.now()
  const keys = new Set(only.map((userid) => userid.toLowerCase()))
  const open = (await cardsToClose(tx, request.id, 'decide')).filter(({ userid }) => keys.has(userid.toLowerCase()))
  const taskIds = open.map(({ taskId }) => taskId)
  await enqueueCardJobs(tx, requestCardTopics.close, taskIds, { runAt: at })
  await dropDigestLines(tx, request.id, [...keys])
  await deps.emit(tx, 'workload.changed', { userids: only, at })
}

/** Overwrites this one card with the current state. */
export const closeCard = ({ clock }: NoticeDeps, tx: Tx, taskId: string): Promise<void> =>
  enqueueCardJobs(tx, requestCardTopics.close, [taskId], { runAt: clock.now() })

/** Notifies the applicant of the new state of their request; of a refusal after its undo window. */
export const notifyApplicant = (
  deps: NoticeDeps,
  tx: Tx,
  request: RequestRow,
  event: NoticeEvent = endingOf(request),
): Promise<void> => notifyOfResult(deps, tx, request, request.applicantId, event)

/** Returns the object id of a notice about the state that a request has now. */
export const resultOf = ({ id, version }: RequestRow): string => `${id}:${String(version)}`

/** Notifies a person whom the request concerns of its new state. */
export async function notifyOfResult(
  deps: NoticeDeps,
  tx: Tx,
  request: RequestRow,
  userid: string,
  event: NoticeEvent = endingOf(request),
): Promise<void> {
  await enqueueRequestNotice(deps, tx, {
    event,
    request,
    userid,
    purpose: 'result',
    topic: requestCardTopics.result,
    objectId: resultOf(request),
    ...(request.state === 'refused' && request.undoUntil !== null ? { runAt: request.undoUntil } : {}),
  })
}

/** Notifies one person of a new comment. */
export const notifyOfComment = (
  deps: NoticeDeps,
  tx: Tx,
  { request, userid, commentId }: { request: RequestRow; userid: string; commentId: string },
): Promise<boolean> =>
  enqueueRequestNotice(deps, tx, {
    event: 'request.commented',
    request,
    userid,
    purpose: 'talk',
    topic: requestCardTopics.comment,
    objectId: commentId,
  })

function endingOf({ state, outcome }: RequestRow): NoticeEvent {
  if (state === 'refused') return 'request.refused'
  if (state !== 'failed') return 'request.applied'
  return outcome.written ? 'request.mismatch' : 'request.failed'
}
