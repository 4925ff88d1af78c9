import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Deps } from '../../../kernel/deps.ts'
import type { Tx } from '../../../db/database.ts'
import { type JobHandler, type JobHandlers, noWrites } from '../../../outbox/run-job.ts'
import type { CardRow } from '../../notifications/card-queries.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import { findNotice } from '../../notifications/notice-queries.ts'
import { enqueueCardJobs, enqueueRequestNotice } from '../../notifications/notices.ts'
import { manualTaskAssignees, waitsForManualTask } from '../model/manual-tasks.ts'
import type { RequestStepDeps } from '../model/request-deps.ts'
import type { RequestTypeDeps } from '../model/request-type.ts'
import type { RequestRow } from '../model/request-queries.ts'
import { cardTextFor, isStillRequired, manualTaskOf } from './card-text.ts'
import { cardsToClose, isNewestCard } from './request-card-queries.ts'
import { requestCardTopics } from './request-notices.ts'
import { loadCard, overwriteRequestCard, requestCardHandler } from './send-request-card.ts'

/**
 * Updates the cards after a change of phase. Each assignee of a new manual task gets a card: the management department or
 * the applicant. Cards about a finished manual task are overwritten.
 */
export async function updateManualTaskCards(
  deps: RequestStepDeps,
  tx: Tx,
  before: RequestRow,
  after: RequestRow,
): Promise<void> {
  if (before.phase === after.phase) return
  if (waitsForManualTask(before)) await closeManualTaskCards(deps, tx, after)
  if (waitsForManualTask(after)) await sendManualTaskCards(deps, tx, after, manualTaskOf(deps, after, '').event)
}

async function sendManualTaskCards(
  deps: RequestStepDeps,
  tx: Tx,
  request: RequestRow,
  event: NoticeEvent,
): Promise<void> {
  const card = { event, request, purpose: 'ops', topic: requestCardTopics.manualTask } as const
  const objectId = `${request.id}:${String(request.version)}`
  for (const userid of await manualTaskAssignees(deps, tx, request))
    await enqueueRequestNotice(deps, tx, { ...card, userid, objectId })
}

async function closeManualTaskCards({ clock }: Pick<Deps, 'clock'>, tx: Tx, request: RequestRow): Promise<void> {
  const taskIds = (await cardsToClose(tx, request.id, 'ops')).map(({ taskId }) => taskId)
  await enqueueCardJobs(tx, requestCardTopics.closeManualTask, taskIds, { runAt: clock.now() })
}

type TaskDeps = SendDeps & RequestTypeDeps

/** Returns whether the task on this card is still to be done, and no newer card names it. */
async function isTaskOpen(deps: TaskDeps, card: CardRow, request: RequestRow): Promise<boolean> {
  const notice = await findNotice(deps.db, card.taskId)
  return isStillRequired(deps, notice?.event, request) && (await isNewestCard(deps.db, card))
}

export const manualTaskCardHandlers = (deps: TaskDeps): JobHandlers => ({
  [requestCardTopics.manualTask]: requestCardHandler(deps, {
    // The task may be done before its card is sent, since the card may wait for the morning.
    isCurrent: (card, request) => isTaskOpen(deps, card, request),
    textOf: (_, request) => cardTextFor.manualTask(deps, request),
    async moreOf(request) {
      const { path, button } = manualTaskOf(deps, request, '')
      return { path, button }
    },
  }),
  [requestCardTopics.closeManualTask]: closeHandler(deps),
})

const closeHandler = (deps: TaskDeps): JobHandler => ({
  async handle(job) {
    const { card, request } = await loadCard(deps, job.payload)
    if (card.responseCode === null || (await isTaskOpen(deps, card, request))) return noWrites
    const hasNewerCard = !(await isNewestCard(deps.db, card))
    return overwriteRequestCard(deps, card, request, await cardTextFor.settled(deps, request, hasNewerCard))
  },
})
