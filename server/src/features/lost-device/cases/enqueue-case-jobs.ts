import type { RequestId } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import { cancelGroup, enqueue } from '../../../outbox/outbox-queries.ts'
import type { CaseStepDeps } from './case-deps.ts'
import { enqueueRequestNotice } from '../../notifications/notices.ts'
import type { CaseRow } from './case-queries.ts'
import { ESCALATION_TOPIC, LOCK_TOPIC, NOTICE_TOPIC, UNLOCK_TOPIC } from './lost-topics.ts'

type OweDeps = CaseStepDeps

/** Who said that the phone is gone: both of two. */
export const reportersOf = ({
  reporterId,
  secondReporterId,
}: Pick<CaseRow, 'reporterId' | 'secondReporterId'>): string[] =>
  secondReporterId === null ? [reporterId] : [reporterId, secondReporterId]

/** One message to each of these people; nobody is told the same thing twice. */
export async function tell(
  deps: OweDeps,
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

const ladderGroup = (id: RequestId) => `${ESCALATION_TOPIC}:${id}`

/** The next rung of what happens when nobody answers; the one before is over. */
export async function scheduleEscalationStep(
  tx: Tx,
  { id, rung }: Pick<CaseRow, 'id' | 'rung'>,
  runAt: Date,
): Promise<void> {
  const dedupeKey = `${ladderGroup(id)}:${String(rung)}:${runAt.toISOString()}`
  await enqueue(tx, [
    { topic: ESCALATION_TOPIC, payload: { requestId: id }, dedupeKey, groupKey: ladderGroup(id), runAt },
  ])
}

export const cancelEscalation = (tx: Tx, id: RequestId): Promise<void> => cancelGroup(tx, ladderGroup(id))

/**
 * Orders about one account are given one after the other, whichever case they are of: an unlocking that is under way
 * never comes behind a newer lock.
 */
const groupOf = (topic: string, { id, subjectId }: Pick<CaseRow, 'id' | 'subjectId'>): string =>
  topic === LOCK_TOPIC || topic === UNLOCK_TOPIC ? `lost_device.account:${subjectId.toLowerCase()}` : `${topic}:${id}`

/** An effect on this case; one live at a time. `userid`: what is read of this person anew makes it due at once. */
export async function enqueueEffect(
  deps: OweDeps,
  tx: Tx,
  topic: string,
  { id, subjectId }: Pick<CaseRow, 'id' | 'subjectId'>,
  runAt = deps.clock.now(),
): Promise<void> {
  const payload = { requestId: id, userid: subjectId.toLowerCase() }
  const groupKey = groupOf(topic, { id, subjectId })
  await enqueue(tx, [{ topic, payload, dedupeKey: `${topic}:${id}`, groupKey, runAt }])
}
