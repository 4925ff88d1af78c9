import { isCodeAlive, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../db/database.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import type { JobHandler, JobHandlers } from '../../outbox/run-job.ts'
import { type CardRow, cardsToClose, dropResponseCode, isNewestCard } from './card-queries.ts'
import type { RequestStepDeps } from '../requests/model/request-deps.ts'
import type { RequestTypeDeps } from '../requests/model/request-type.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { SendDeps } from './notice-deps.ts'
import { findNotice } from './notice-queries.ts'
import { isStillRequired, manualTaskOf, cardTextFor } from './notice-text.ts'
import { cardJob, noticeTopics, planNotice } from './notices.ts'
import { manualTaskAssignees } from '../requests/model/manual-task-assignees.ts'
import { waitsForManualTask } from '../requests/model/manual-phases.ts'
import { replaceCard } from './replace-card.ts'
import type { RequestRow } from '../requests/model/request-queries.ts'
import { cardOf, dropNotice, loadCard, noticeEndings, nothingToWrite, sendNotice } from './send-notice.ts'

/**
 * Follows a change of phase: whoever has to do something in WeCom themselves, the management department or the applicant,
 * gets a card; when that is over, the cards say so.
 */
export async function updateManualTaskCards(
  deps: RequestStepDeps,
  tx: Tx,
  before: RequestRow,
  after: RequestRow,
): Promise<void> {
  if (before.phase === after.phase) return
  if (waitsForManualTask(before)) await closeHandCards(deps, tx, after)
  if (waitsForManualTask(after)) await askHands(deps, tx, after, manualTaskOf(deps, after, '').event)
}

async function askHands(deps: RequestStepDeps, tx: Tx, request: RequestRow, event: NoticeEvent): Promise<void> {
  const object = `${request.id}:${String(request.version)}`
  for (const userid of await manualTaskAssignees(deps, tx, request))
    await planNotice(deps, tx, { event, request, userid, purpose: 'ops', topic: noticeTopics.ops, object })
}

async function closeHandCards(deps: Pick<Deps, 'clock'>, tx: Tx, request: RequestRow): Promise<void> {
  const open = await cardsToClose(tx, request.id, 'ops')
  await enqueue(
    tx,
    open.map(({ taskId }) => cardJob(deps, noticeTopics.opsOver, taskId)),
  )
}

/** Whether what is on this card is still what is to be done, and no newer card says so. */
async function isStillToDo(
  deps: Pick<Deps, 'db'> & RequestTypeDeps,
  card: CardRow,
  request: RequestRow,
): Promise<boolean> {
  const asked = await findNotice(deps.db, card.taskId)
  return isStillRequired(deps, asked?.event, request) && (await isNewestCard(deps.db, card))
}

export function opsNoticeHandlers(deps: SendDeps & RequestTypeDeps): JobHandlers {
  const ask: JobHandler = {
    ...noticeEndings(deps),
    async handle(job, checkpoint) {
      const { card, request } = await loadCard(deps, job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      // Done before anybody was told, which may have waited for the morning.
      if (!(await isStillToDo(deps, card, request))) return (tx) => dropNotice(tx, card)
      const { path, button } = manualTaskOf(deps, request, '')
      const url = `${deps.site.publicUrl}${path}`
      const more = deps.site.hasAppCallback ? { url, button } : { url }
      return sendNotice(deps, checkpoint, card, () => cardTextFor.hands(deps, request), more)
    },
  }
  const over: JobHandler = {
    async handle(job) {
      const { card, request } = await loadCard(deps, job.payload)
      const { sentAt, responseCode, taskId } = card
      if (responseCode === null || sentAt === null || (await isStillToDo(deps, card, request))) return nothingToWrite
      if (isCodeAlive(sentAt, deps.clock.now())) {
        const words = await cardTextFor.settled(deps, request)
        if (!(await replaceCard(deps, card, responseCode, cardOf(deps, card, request, words)))) return nothingToWrite
      }
      return (tx) => dropResponseCode(tx, taskId)
    },
  }
  return { [noticeTopics.ops]: ask, [noticeTopics.opsOver]: over }
}
