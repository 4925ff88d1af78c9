import type { FeedbackVerdict } from '@desk/shared/feedback/feedback-flow'
import { idSchema, sameUserid } from '@desk/shared/kernel/ids'
import { findActiveActor } from '../../../access/find-active-actor.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import { type CardAction, freshCode, refusalOf } from '../../notifications/card-action.ts'
import { findNotice, saveNotice } from '../../notifications/notice-queries.ts'
import { enqueueCardJobs } from '../../notifications/notices.ts'
import { judgeAnswer } from './judge-answer.ts'
import type { FeedbackDeps } from '../model/feedback-deps.ts'
import { FEEDBACK_OVER_TOPIC } from '../notices/feedback-topics.ts'

const KEY_PATTERN = /^feedback:(solved|unsolved):(fbk_[0-9a-z]{6,32}):(\d{1,9})$/

/** What the card says after a button was pressed. Cards are in Chinese. */
const results = {
  solved: '已解决，谢谢确认',
  unsolved: '已退回管理部门继续处理',
  refused: '情况有变化，打开查看',
}

/**
 * Stores the verdict when a button on an answer's card is pressed, as the page does. If the verdict is refused, for example
 * because of a later answer, the card says that things have changed.
 */
export const feedbackCardActionHandler = (deps: FeedbackDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const action = job.payload as CardAction
    const [, verdict, feedbackId, round] = KEY_PATTERN.exec(action.key) ?? []
    const id = idSchema('feedback').safeParse(feedbackId).data
    const notice = await findNotice(deps.db, action.taskId)
    const actor = await findActiveActor(deps, action.userid)
    if (!id || !notice || !actor || !sameUserid(notice.userid, action.userid)) return noWrites
    await checkpoint((tx) => saveNotice(tx, notice.taskId, freshCode(deps, action)))
    const judged = { id, round: Number(round), verdict: verdict as FeedbackVerdict, text: '' }
    const refusal = await refusalOf(judgeAnswer(deps, actor, judged))
    const what = results[refusal ? 'refused' : judged.verdict]
    const overwriting = { runAt: deps.clock.now(), payload: { values: { what } } }
    return (tx) => enqueueCardJobs(tx, FEEDBACK_OVER_TOPIC, [notice.taskId], overwriting)
  },
})
