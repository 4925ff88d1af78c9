import { pagePaths } from '@desk/shared/pages/page-paths'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import { requireCard, saveCard, saveSentCard } from '../../notifications/card-queries.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import { findNotice } from '../../notifications/notice-queries.ts'
import { endUnsentNotice, taskIdOf } from '../../notifications/notices.ts'
import { isReplaceable, overwriteCard } from '../../notifications/overwrite-card.ts'
import { sendCard } from '../../notifications/send-card.ts'
import { isCardValid } from '../cases/card-validity.ts'
import { requireCase } from '../cases/case-queries.ts'
import { wasNotifiedAgain } from '../cases/open-card-queries.ts'
import { lostCardOf } from '../cases/lost-cards.ts'
import { closedCardText, supersededCardText } from '../cases/closed-card-text.ts'
import { supersedeCards } from '../cases/update-cards.ts'
import { filterHandlers } from '../lock/exposure-notice.ts'

/** Sends a message about a case, unless it no longer applies. Nothing is sent to a locked account. */
export const noticeHandler = (deps: SendDeps): JobHandler => ({
  isUrgent: true,
  async handle(job, checkpoint) {
    const card = await requireCard(deps.db, taskIdOf(job.payload))
    const { taskId } = card
    const notice = await findNotice(deps.db, taskId)
    const row = await requireCase(deps.db, card.requestId)
    if (card.delivered !== 'pending' || !notice) return noWrites
    if (!isCardValid(notice.event, row)) return (tx) => endUnsentNotice(tx, taskId, 'undelivered')
    // This message shows who used the account, and it may have waited: its recipient may have left or lost the role.
    if (notice.event === 'device.exposure' && (await filterHandlers(deps, row, [card.userid])).length === 0)
      return (tx) => endUnsentNotice(tx, taskId, 'dropped')
    const settle = await sendCard(
      deps,
      checkpoint,
      card,
      () => lostCardOf(deps, row, notice),
      (tx, sent) => saveSentCard(tx, taskId, sent, deps.clock.now()),
    )
    return async (tx) => {
      await settle(tx)
      await supersedeCards(tx, card, notice.event, deps.clock.now())
    }
  },
})

/** Overwrites a card that is no longer true, or that a newer card repeats. */
export const overwriteCardHandler = (deps: SendDeps): JobHandler => ({
  async handle(job) {
    const card = await requireCard(deps.db, taskIdOf(job.payload))
    if (!isReplaceable(card, deps.clock.now())) return noWrites
    const row = await requireCase(deps.db, card.requestId)
    const event = (await findNotice(deps.db, card.taskId))?.event ?? 'device.urgent_review'
    const isValid = isCardValid(event, row)
    if (isValid && !(await wasNotifiedAgain(deps.db, card, event))) return noWrites
    const text = await (isValid ? supersededCardText(deps, row) : closedCardText(deps, row, event))
    const content = { ...text, path: pagePaths.lostCase(row.id), button: '查看进展' }
    const isUsed = await overwriteCard(deps, { ...card, userids: [card.userid] }, content)
    return isUsed ? (tx) => saveCard(tx, card.taskId, { responseCode: null }) : noWrites
  },
})
