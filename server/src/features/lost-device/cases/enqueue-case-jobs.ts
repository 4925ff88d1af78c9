import type { RequestId } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import { cancelGroup, cancelWaiting, enqueue } from '../../../outbox/outbox-queries.ts'
import type { CaseStepDeps } from './case-deps.ts'
import { enqueueRequestNotice } from '../../notifications/notices.ts'
import type { CaseRow } from './case-queries.ts'
import { ESCALATION_TOPIC, LOCK_TOPIC, NOTICE_TOPIC, UNLOCK_TOPIC } from './lost-topics.ts'

/** Returns the userids of the one or two reporters. */
export const reportersOf = ({
  reporterId,
  secondReporterId,
}: Pick<CaseRow, 'reporterId' | 'secondReporterId'>): string[] =>
  secondReporterId === null ? [reporterId] : [reporterId, secondReporterId]

/**
 * Enqueues one notice to each of these people; the same notice to a person is sent once. `again` distinguishes repeated
 * notices of one event.
 */
export async function enqueueCaseNotice(
  deps: CaseStepDeps,
  tx: Tx,
  { id }: Pick<CaseRow, 'id'>,
  event: NoticeEvent,
  userids: readonly string[],
  again = '',
): Promise<void> {
  const purpose = event === 'device.urgent_review' ? 'decide' : 'result'
  const objectId = again === '' ? id : `${id}:${again}`
  for (const userid of new Set(userids))
    await enqueueRequestNotice(deps, tx, { event, request: { id }, userid, purpose, topic: NOTICE_TOPIC, objectId })
}

const escalationGroup = (id: RequestId) => `${ESCALATION_TOPIC}:${id}`

/** Schedules the next escalation step. */
export async function scheduleEscalationStep(
  tx: Tx,
  { id, escalationStep }: Pick<CaseRow, 'id' | 'escalationStep'>,
  runAt: Date,
): Promise<void> {
  const dedupeKey = `${escalationGroup(id)}:${String(escalationStep)}:${runAt.toISOString()}`
  await enqueue(tx, [
    { topic: ESCALATION_TOPIC, payload: { requestId: id }, dedupeKey, groupKey: escalationGroup(id), runAt },
  ])
}

export const cancelEscalation = (tx: Tx, id: RequestId): Promise<void> => cancelGroup(tx, escalationGroup(id))

/**
 * Returns the group of a job. Commands on one account run one after the other, across cases: a running unlock never
 * overtakes a newer lock.
 */
const groupOf = (topic: string, { id, subjectId }: Pick<CaseRow, 'id' | 'subjectId'>): string =>
  topic === LOCK_TOPIC || topic === UNLOCK_TOPIC ? `lost_device.account:${subjectId.toLowerCase()}` : `${topic}:${id}`

/** Cancels earlier commands on the account that wait for their next attempt: a newer one runs at once, not after them. */
export const cancelWaitingCommands = (tx: Tx, row: Pick<CaseRow, 'id' | 'subjectId'>): Promise<void> =>
  cancelWaiting(tx, groupOf(LOCK_TOPIC, row))

/**
 * Enqueues an effect on this case; at most one is pending per topic. `userid` in the payload: a sync of this member
 * makes the job due immediately.
 */
export async function enqueueEffect(
  deps: CaseStepDeps,
  tx: Tx,
  topic: string,
  { id, subjectId }: Pick<CaseRow, 'id' | 'subjectId'>,
  runAt = deps.clock.now(),
): Promise<void> {
  const payload = { requestId: id, userid: subjectId.toLowerCase() }
  const groupKey = groupOf(topic, { id, subjectId })
  await enqueue(tx, [{ topic, payload, dedupeKey: `${topic}:${id}`, groupKey, runAt }])
}

/** Returns the case id from the payload of a case job. */
export function caseIdOf(payload: unknown): RequestId {
  const { requestId } = payload as { requestId?: unknown }
  if (typeof requestId !== 'string') throw new Error('A case job without a request id')
  return requestId as RequestId
}
