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

/** Sends a notice about a case if it still applies. A locked account receives none. */
export const noticeHandler = (deps: SendDeps): JobHandler => ({
  isUrgent: true,
  async handle(job, checkpoint) {
    const card = await requireCard(deps.db, taskIdOf(job.payload))
    const notice = await findNotice(deps.db, card.taskId)
    const row = await requireCase(deps.db, card.requestId)
    if (card.delivered !== 'pending' || !notice) return nothing
    const skip = async (tx: Parameters<Conclusion>[0]) => {
      await skipCard(tx, card.taskId)
      await saveNotice(tx, card.taskId, { state: 'undelivered' })
    }
    if (!isStillSo(notice.event, row)) return skip
    const compose = (): Promise<NoticeCard> => lostCardOf(deps, row, notice.event, card.taskId)
    const settle = await sendCard(deps, checkpoint, card, compose, skip)
    return async (tx) => {
      await settle(tx)
      await supersedeCards(tx, card, notice.event, deps.clock.now())
    }
  },
})

/** Updates a card whose notice no longer applies or was repeated. */
export const overHandler = (deps: SendDeps): JobHandler => ({
  async handle(job) {
    const card = await requireCard(deps.db, taskIdOf(job.payload))
    const { isPressed = false } = job.payload as { isPressed?: boolean }
    if (card.sentAt === null || card.responseCode === null) return nothing
    if (!isPressed && !isCodeAlive(card.sentAt, deps.clock.now())) return nothing
    const row = await requireCase(deps.db, card.requestId)
    const event = (await findNotice(deps.db, card.taskId))?.event ?? 'device.urgent_review'
    const isValid = isStillSo(event, row)
    if (isValid && !(await wasNotifiedAgain(deps.db, card, event))) return nothing
    const text = await (isValid ? supersededCardText(deps, row) : closedCardText(deps, row, event))
    const url = `${deps.site.publicUrl}${pagePaths.lostCase(row.id)}`
    const replaced = { ...text, taskId: card.taskId, source: '企微自助', url, button: '看进度' }
    const isReplaced = await replaceCard(deps, card, card.responseCode, replaced)
    return isReplaced ? (tx) => dropResponseCode(tx, card.taskId) : nothing
  },
})
