import { noticeKey, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { RequestId } from '@desk/shared/kernel/ids'
import { enqueue, type OutboxRow } from '../../outbox/outbox-queries.ts'
import type { Tx } from '../../db/database.ts'
import { type CardRow, insertCard, saveCard } from './card-queries.ts'
import type { NoticeDeps } from './notice-deps.ts'
import { insertNotice, type NoticeRow, saveNotice } from './notice-queries.ts'

type JobOptions = {
  runAt: Date
  /** Payload of the job besides the task id of the card. */
  payload?: object
  /** Jobs of one group run one after another. Default: the jobs of this card. */
  groupKey?: string
}

type About = Partial<Pick<NoticeRow, 'line' | 'groupId' | 'asks'>>

type NewNotice = Partial<JobOptions> & {
  event: NoticeEvent
  /** With the event and the person this makes the notice unique. */
  objectId: string
  userid: string
  /** Outbox topic of the job that sends it. */
  topic: string
  about?: About
}

/**
 * Enqueues one message to one person. Returns its task id, or null when this person was notified of this before or
 * notifications are suppressed.
 */
export async function enqueueNotice(deps: NoticeDeps, tx: Tx, notice: NewNotice): Promise<string | null> {
  const now = deps.clock.now()
  const { event, objectId, userid, topic, about, runAt = now, ...job } = notice
  const taskId = deps.ids.next('card')
  const isSuppressed = deps.afterRestore?.suppressesNotifications() ?? false
  const dedupeKey = noticeKey(event, objectId, userid)
  const state = isSuppressed ? 'dropped' : 'waiting'
  const row = { taskId, event, objectId, userid, dedupeKey, state, plannedAt: now, ...about } as const
  if (!(await insertNotice(tx, row)) || isSuppressed) return null
  await enqueue(tx, [cardJob(topic, taskId, { ...job, runAt })])
  return taskId
}

type NewRequestNotice = {
  event: NoticeEvent
  request: { id: RequestId }
  userid: string
  purpose: CardRow['purpose']
  topic: string
  /** Default: the request itself. Another value notifies a person of the same event again. */
  objectId?: string
  about?: About
  runAt?: Date
}

/** Enqueues a notice with a card about a request. Returns false when nothing is enqueued. */
export async function enqueueRequestNotice(
  deps: NoticeDeps,
  tx: Tx,
  { request, purpose, objectId = request.id, ...notice }: NewRequestNotice,
): Promise<boolean> {
  const taskId = await enqueueNotice(deps, tx, { ...notice, objectId })
  if (taskId === null) return false
  await insertCard(tx, { taskId, requestId: request.id, userid: notice.userid, purpose })
  return true
}

/** Marks a request notice that was not delivered, and its card. */
export async function endUnsentNotice(tx: Tx, taskId: string, state: 'dropped' | 'undelivered'): Promise<void> {
  await saveCard(tx, taskId, { delivered: 'no' })
  await saveNotice(tx, taskId, { state })
}

/** Enqueues one job for each of these cards. By default a job runs after the card has been sent. */
export const enqueueCardJobs = (
  tx: Tx,
  topic: string,
  taskIds: readonly string[],
  options: JobOptions,
): Promise<void> =>
  enqueue(
    tx,
    taskIds.map((taskId) => cardJob(topic, taskId, options)),
  )

export const cardJob = (topic: string, taskId: string, { runAt, payload, groupKey }: JobOptions): OutboxRow => ({
  topic,
  payload: { ...payload, taskId },
  dedupeKey: `${topic}:${taskId}`,
  groupKey: groupKey ?? `card:${taskId}`,
  runAt,
})

/** Reads the task id from the payload of a card job. */
export function taskIdOf(payload: unknown): string {
  const { taskId } = payload as { taskId?: unknown }
  if (typeof taskId !== 'string') throw new Error('A notice job without a task id')
  return taskId
}
