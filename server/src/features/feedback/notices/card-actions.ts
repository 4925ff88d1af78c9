import type { MemberActor } from '@desk/shared/identity/actor'
import type { FeedbackVerdict } from '@desk/shared/feedback/feedback-flow'
import { idSchema, sameUserid } from '@desk/shared/kernel/ids'
import { findMemberRow, rolesOf } from '../../../access/actor-queries.ts'
import { isAccountSuspended } from '../../../directory/suspension-queries.ts'
import { AppError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { CardAction } from '../../notifications/card-action.ts'
import { findNotice, saveNotice } from '../../notifications/notice-queries.ts'
import { enqueueCardJobs } from '../../notifications/notices.ts'
import { judgeAnswer } from '../asking/judge-answer.ts'
import type { FeedbackDeps } from '../model/feedback-deps.ts'
import { findProblem } from '../model/feedback-queries.ts'
import { FEEDBACK_OVER_TOPIC } from './feedback-topics.ts'

const ACTIVE = 1
const KEY = /^feedback:(solved|unsolved):(fbk_[0-9a-z]{6,32}):(\d{1,9})$/

async function actorOf(deps: ReadDeps, userid: string): Promise<MemberActor | null> {
  const member = await findMemberRow(deps.db, userid)
  if (member?.status !== ACTIVE || (await isAccountSuspended(deps.db, member.userid))) return null
  return { kind: 'member', userid: member.userid, ...(await rolesOf(deps, member.userid)) }
}

/** What the card says after a button was pressed. Cards are in Chinese. */
const results = {
  solved: '已解决，谢谢确认',
  unsolved: '已退回管理部门继续处理，可打开补充说明',
  refused: '情况有变化，打开查看',
}

/** Handles the buttons of an answer by the use case of the page, for the answer that the card showed. */
export const feedbackCardActionHandler = (deps: FeedbackDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const action = job.payload as CardAction
    const [, verdict, key, round] = KEY.exec(action.key) ?? []
    const id = idSchema('feedback').safeParse(key).data
    const notice = await findNotice(deps.db, action.taskId)
    const actor = await actorOf(deps, action.userid)
    if (!id || !notice || !actor || !sameUserid(notice.userid, action.userid)) return noWrites
    await checkpoint((tx) => saveNotice(tx, notice.taskId, { responseCode: action.responseCode }))
    const judged = { id, round: Number(round), verdict: verdict as FeedbackVerdict, text: '' }
    const isRefused = await judgeAnswer(deps, actor, judged).then(
      () => false,
      (error: unknown) => {
        if (error instanceof AppError) return true
        throw error
      },
    )
    const problem = await findProblem(deps.db, id)
    const what = results[isRefused ? 'refused' : judged.verdict]
    const overwriting = { runAt: deps.clock.now(), payload: { values: { title: problem?.title ?? '', what } } }
    return (tx) => enqueueCardJobs(tx, FEEDBACK_OVER_TOPIC, [notice.taskId], overwriting)
  },
})
