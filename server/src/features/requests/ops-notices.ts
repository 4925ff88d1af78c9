import { isCodeAlive, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../db/database.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import type { JobHandler, JobHandlers } from '../../outbox/run-job.ts'
import { dropResponseCode, cardsToClose } from './card-queries.ts'
import type { EngineDeps } from './engine-deps.ts'
import { opsWorkOf, wordsFor } from './notice-words.ts'
import { cardJob, noticeTopics, planNotice } from './notices.ts'
import { holdersFor } from './people-queries.ts'
import { isForOps, waitsForOps } from './phases-for-ops.ts'
import { replaceCard } from './replace-card.ts'
import type { RequestRow } from './request-queries.ts'
import { cardOf, dropNotice, loadCard, noticeEndings, nothingToWrite, sendNotice } from './send-notice.ts'

/**
 * Follows a change of phase: when the management department has to do something itself, its people get a card; when
 * that is over, the cards say so.
 */
export async function followOpsWork(deps: EngineDeps, tx: Tx, before: RequestRow, after: RequestRow): Promise<void> {
  if (before.phase === after.phase) return
  if (waitsForOps(before)) await closeOpsCards(deps, tx, after)
  if (waitsForOps(after)) await askOps(deps, tx, after, opsWorkOf(deps, after, '').event)
}

async function askOps(deps: EngineDeps, tx: Tx, request: RequestRow, event: NoticeEvent): Promise<void> {
  const { ops } = await holdersFor({ ...deps, db: tx }, [])
  const object = `${request.id}:${String(request.version)}`
  for (const { userid } of ops.filter((one) => isForOps(request, one.userid)))
    await planNotice(deps, tx, { event, request, userid, purpose: 'ops', topic: noticeTopics.ops, object })
}

async function closeOpsCards(deps: EngineDeps, tx: Tx, request: RequestRow): Promise<void> {
  const open = await cardsToClose(tx, request.id, 'ops')
  await enqueue(
    tx,
    open.map(({ taskId }) => cardJob(deps, noticeTopics.opsOver, taskId)),
  )
}

export function opsNoticeHandlers(deps: EngineDeps): JobHandlers {
  const ask: JobHandler = {
    ...noticeEndings(deps),
    async handle(job, checkpoint) {
      const { card, request } = await loadCard(deps, job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      // Done before anybody was told, which may have waited for the morning.
      if (!waitsForOps(request)) return (tx) => dropNotice(tx, card)
      const { path, button } = opsWorkOf(deps, request, '')
      const url = `${deps.site.publicUrl}${path}`
      const more = deps.site.hasAppCallback ? { url, button } : { url }
      return sendNotice(deps, checkpoint, card, () => wordsFor.ops(deps, request), more)
    },
  }
  const over: JobHandler = {
    async handle(job) {
      const { card, request } = await loadCard(deps, job.payload)
      const { sentAt, responseCode, taskId } = card
      if (waitsForOps(request) || responseCode === null || sentAt === null) return nothingToWrite
      if (isCodeAlive(sentAt, deps.clock.now())) {
        const words = await wordsFor.settled(deps, request)
        if (!(await replaceCard(deps, card, responseCode, cardOf(deps, card, request, words)))) return nothingToWrite
      }
      return (tx) => dropResponseCode(tx, taskId)
    },
  }
  return { [noticeTopics.ops]: ask, [noticeTopics.opsOver]: over }
}
