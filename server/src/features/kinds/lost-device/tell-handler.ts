import { isCodeAlive, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { advanceLost, isOverPhase } from '@desk/shared/requests/kinds/lost-device'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Conclusion, JobHandler } from '../../../outbox/run-job.ts'
import type { NoticeCard } from '../../../ports/wecom.ts'
import { dropResponseCode, requireCard, skipCard } from '../../requests/card-queries.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { findNotice, saveNotice } from '../../requests/notice-queries.ts'
import { replaceCard } from '../../requests/replace-card.ts'
import { sendCard } from '../../requests/send-card.ts'
import { taskIdOf } from '../../requests/send-notice.ts'
import { type CaseRow, requireCase } from './case-queries.ts'
import { lostCardOf, overWords } from './lost-cards.ts'

const nothing: Conclusion = async () => {}

/** A message about a case, if it is still so when it goes out. Never to a locked account. */
export const tellHandler = (deps: EngineDeps): JobHandler => ({
  isUrgent: true,
  async handle(job, checkpoint) {
    const card = await requireCard(deps.db, taskIdOf(job.payload))
    const notice = await findNotice(deps.db, card.taskId)
    const row = await requireCase(deps.db, card.requestId)
    if (card.delivered !== 'pending' || !notice) return nothing
    const drop = async (tx: Parameters<Conclusion>[0]) => {
      await skipCard(tx, card.taskId)
      await saveNotice(tx, card.taskId, { state: 'undelivered' })
    }
    if (!isStillSo(notice.event, row)) return drop
    const make = (): Promise<NoticeCard> => lostCardOf(deps, row, notice.event, card.taskId)
    return sendCard(deps, checkpoint, card, make, drop)
  },
})

function isStillSo(event: NoticeEvent, row: CaseRow): boolean {
  switch (event) {
    case 'device.urgent_review':
    case 'device.reported':
      return row.phase === 'urgent_review'
    // A lock that came meanwhile may be the wrong one: they hear of it all the more.
    case 'device.contested':
      return !isOverPhase(row.phase)
    case 'device.lock_failed':
      return advanceLost(row.phase, 'prove') !== null
    case 'device.reopened':
      return row.phase === 'reopened'
    case 'device.recovery':
      return row.phase === 'recovery'
    case 'device.unlock':
      return row.phase === 'identity_ok'
    default:
      return true
  }
}

/** The card of somebody who was asked to decide, once it is decided. */
export const overHandler = (deps: EngineDeps): JobHandler => ({
  async handle(job) {
    const card = await requireCard(deps.db, taskIdOf(job.payload))
    if (card.sentAt === null || card.responseCode === null || !isCodeAlive(card.sentAt, deps.clock.now()))
      return nothing
    const row = await requireCase(deps.db, card.requestId)
    if (row.phase === 'urgent_review') return nothing
    const words = await overWords(deps, row)
    const url = `${deps.site.publicUrl}${pagePaths.lostCase(row.id)}`
    const replaced = { ...words, taskId: card.taskId, source: '企微自助', url, button: '看进度' }
    const isReplaced = await replaceCard(deps, card, card.responseCode, replaced)
    return isReplaced ? (tx) => dropResponseCode(tx, card.taskId) : nothing
  },
})
