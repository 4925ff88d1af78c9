import { isCodeAlive } from '@desk/shared/notices/notice-policy'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Conclusion, JobHandler } from '../../../outbox/run-job.ts'
import type { NoticeCard } from '../../../ports/wecom.ts'
import { dropResponseCode, requireCard, skipCard } from '../../notifications/card-queries.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import { findNotice, saveNotice } from '../../notifications/notice-queries.ts'
import { replaceCard } from '../../notifications/replace-card.ts'
import { sendCard } from '../../notifications/send-card.ts'
import { taskIdOf } from '../../notifications/send-notice.ts'
import { isStillSo } from '../cases/card-validity.ts'
import { requireCase } from '../cases/case-queries.ts'
import { wasNotifiedAgain } from '../cases/open-card-queries.ts'
import { lostCardOf } from '../cases/lost-cards.ts'
import { closedCardText, supersededCardText } from '../cases/closed-card-text.ts'
import { supersedeCards } from '../cases/update-cards.ts'

const nothing: Conclusion = async () => {}

/** A message about a case, if it is still so when it goes out. Never to a locked account. */
export const noticeHandler = (deps: SendDeps): JobHandler => ({
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
    const settle = await sendCard(deps, checkpoint, card, make, drop)
    return async (tx) => {
      await settle(tx)
      await supersedeCards(tx, card, notice.event, deps.clock.now())
    }
  },
})

/** What was asked or said is no longer so, or was said once more: the card says what is. */
export const overHandler = (deps: SendDeps): JobHandler => ({
  async handle(job) {
    const card = await requireCard(deps.db, taskIdOf(job.payload))
    const { isPressed = false } = job.payload as { isPressed?: boolean }
    if (card.sentAt === null || card.responseCode === null) return nothing
    if (!isPressed && !isCodeAlive(card.sentAt, deps.clock.now())) return nothing
    const row = await requireCase(deps.db, card.requestId)
    const event = (await findNotice(deps.db, card.taskId))?.event ?? 'device.urgent_review'
    const isTrue = isStillSo(event, row)
    if (isTrue && !(await wasNotifiedAgain(deps.db, card, event))) return nothing
    const words = await (isTrue ? supersededCardText(deps, row) : closedCardText(deps, row, event))
    const url = `${deps.site.publicUrl}${pagePaths.lostCase(row.id)}`
    const replaced = { ...words, taskId: card.taskId, source: '企微自助', url, button: '看进度' }
    const isReplaced = await replaceCard(deps, card, card.responseCode, replaced)
    return isReplaced ? (tx) => dropResponseCode(tx, card.taskId) : nothing
  },
})
