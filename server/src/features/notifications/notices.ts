import { noticeKey, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { enqueue, type OutboxRow } from '../../outbox/outbox-queries.ts'
import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { NoticeDeps } from './notice-deps.ts'
import { type CardRow, cardsToClose, insertCard, nextRound } from './card-queries.ts'
import { insertNotice } from './notice-queries.ts'
import type { RequestRow } from '../requests/model/request-queries.ts'

export const noticeTopics = {
  ask: 'notice.ask',
  over: 'notice.over',
  result: 'notice.result',
  taken: 'notice.taken',
  digest: 'notice.digest',
  comment: 'notice.comment',
  ops: 'notice.ops',
  opsOver: 'notice.ops_over',
  delegation: 'notice.delegation',
} as const

type Plan = {
  event: NoticeEvent
  request: Pick<RequestRow, 'id'>
  userid: string
  purpose: CardRow['purpose']
  topic: string
  /** What the person is told about; the request itself, unless he is to be told the same thing again. */
  object?: string
  /** Absent: now. */
  runAt?: Date
}

/** Owes one message to one person. False: he was told this before. */
export async function planNotice(deps: NoticeDeps, tx: Tx, plan: Plan): Promise<boolean> {
  const { event, request, userid, purpose, topic, object = request.id, runAt = deps.clock.now() } = plan
  const taskId = deps.ids.next('card')
  const dedupeKey = noticeKey(event, object, userid)
  const planned = { taskId, event, objectId: object, userid, dedupeKey, plannedAt: deps.clock.now() }
  const isQuiet = deps.afterRestore?.isQuiet() ?? false
  if (!(await insertNotice(tx, { ...planned, state: isQuiet ? 'dropped' : 'waiting' })) || isQuiet) return false
  const round = await nextRound(tx, request.id, userid, purpose)
  await insertCard(tx, { taskId, requestId: request.id, userid, purpose, round, delivered: 'pending' })
  await enqueue(tx, [{ ...cardJob(deps, topic, taskId), runAt }])
  return true
}

/**
 * One card per person, because one send has one code by which it can be replaced. `again` tells one asking from the next:
 * nobody is told the same thing twice, but they may be asked twice. `request.asked_again`: by a job, which waits for the
 * morning, since nobody did anything just now that would wait for an answer.
 */
export async function sendApprovalCards(
  deps: NoticeDeps,
  tx: Tx,
  request: RequestRow,
  again?: string,
  { event = 'request.asked', only = openCandidates(request) }: AskedBy = {},
): Promise<void> {
  const object = again === undefined ? request.id : `${request.id}:${again}`
  for (const userid of only)
    await planNotice(deps, tx, { event, request, userid, object, purpose: 'decide', topic: noticeTopics.ask })
  await deps.emit(tx, 'workload.changed', { userids: only, at: deps.clock.now() })
}

type AskedBy = { event?: 'request.asked' | 'request.asked_again'; only?: readonly string[] }

const openCandidates = ({ asked }: RequestRow) =>
  asked.filter(({ closedAt }) => closedAt === null).map(({ userid }) => userid)

/** Nothing is left to decide for these people: their cards say so. Runs after the cards' own sending. */
export async function closeCards(
  deps: NoticeDeps,
  tx: Tx,
  request: RequestRow,
  only: readonly string[] = request.candidates,
): Promise<void> {
  const keys = new Set(only.map((userid) => userid.toLowerCase()))
  const open = (await cardsToClose(tx, request.id, 'decide')).filter(({ userid }) => keys.has(userid.toLowerCase()))
  await enqueue(
    tx,
    open.map(({ taskId }) => cardJob(deps, noticeTopics.over, taskId)),
  )
  await deps.emit(tx, 'workload.changed', { userids: only, at: deps.clock.now() })
}

/** This one card says how things stand. */
export const closeCard = (deps: NoticeDeps, tx: Tx, taskId: string): Promise<void> =>
  enqueue(tx, [cardJob(deps, noticeTopics.over, taskId)])

/** Tells the applicant how it stands or ended, each time that it does; after the time in which that may be taken back. */
export async function notifyApplicant(
  deps: NoticeDeps,
  tx: Tx,
  request: RequestRow,
  event: NoticeEvent = endingOf(request),
): Promise<void> {
  await planNotice(deps, tx, {
    event,
    request,
    userid: request.applicantId,
    purpose: 'result',
    topic: noticeTopics.result,
    object: `${request.id}:${String(request.version)}`,
    ...(request.state === 'refused' && request.undoUntil !== null ? { runAt: request.undoUntil } : {}),
  })
}

/** Somebody wrote beside the request. Waits for the morning like everything that asks for nothing. */
export const notifyOfComment = (
  deps: NoticeDeps,
  tx: Tx,
  { request, userid, commentId }: { request: RequestRow; userid: string; commentId: string },
): Promise<boolean> =>
  planNotice(deps, tx, {
    event: 'request.commented',
    request,
    userid,
    purpose: 'talk',
    topic: noticeTopics.comment,
    object: commentId,
  })

function endingOf({ state, outcome }: RequestRow): NoticeEvent {
  if (state === 'refused') return 'request.refused'
  if (state !== 'failed') return 'request.applied'
  return outcome.written ? 'request.mismatch' : 'request.failed'
}

export const cardJob = ({ clock }: Pick<Deps, 'clock'>, topic: string, taskId: string): OutboxRow => ({
  topic,
  payload: { taskId },
  dedupeKey: `${topic}:${taskId}`,
  groupKey: `card:${taskId}`,
  runAt: clock.now(),
})
