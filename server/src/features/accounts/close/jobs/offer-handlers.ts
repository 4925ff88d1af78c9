import { idSchema, sameUserid } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { findActiveActor } from '../../../../access/find-active-actor.ts'
import { memberNames } from '../../../../directory/member-names.ts'
import { AppError } from '../../../../kernel/app-error.ts'
import { type JobHandler, type JobHandlers, noWrites } from '../../../../outbox/run-job.ts'
import { type CardAction, freshCode } from '../../../notifications/card-action.ts'
import type { SendDeps } from '../../../notifications/notice-deps.ts'
import { findNotice, saveNotice } from '../../../notifications/notice-queries.ts'
import { type CardContent, OPEN, textOf } from '../../../notifications/notice-text.ts'
import { enqueueCardJobs } from '../../../notifications/notices.ts'
import { overwriteNotice } from '../../../notifications/overwrite-card.ts'
import { noticeCardHandler } from '../../../notifications/send-card.ts'
import { answerHandover } from '../answer-handover.ts'
import type { ClosingDeps } from '../closing-deps.ts'
import { whatOf } from '../closing-notices.ts'
import { findClosing, listItems } from '../closing-queries.ts'
import { OFFER_OVER_TOPIC, OFFER_TOPIC } from '../closing-topics.ts'
import { findAnswer, listOffered, type Offer, offerHash } from '../handover-offers.ts'

/** The prefix of the keys, by which a pressed button is routed to this feature. */
export const OFFER_CARDS = 'handover'
const KEY = /^handover:(accept|decline):(cls_[0-9a-z]{6,32}):([0-9a-f]{16})$/
/** WeCom shows at most six rows (doc 90236). */
const MAX_ROWS = 6

// Cards are in Chinese.
const kindNames = { group_owner: '群主', group_deputy: '副群主', partner_sponsor: '合作人员' } as const
const captions = { accept: '接手', decline: '拒绝' } as const

/** Sends the offers to heirs, and overwrites those that were answered. */
export const offerHandlers = (deps: SendDeps): JobHandlers => ({
  [OFFER_TOPIC]: noticeCardHandler(deps, {
    async contentOf({ event }, payload): Promise<CardContent | null> {
      const { closingId, userid, daysLeft } = payload as Offer
      const row = await findClosing(deps.db, closingId)
      const offered = row === null ? [] : listOffered(await listItems(deps.db, [closingId]), userid)
      if (row === null || row.endedAt !== null || offered.length === 0) return null
      const subject = (await memberNames(deps.db, [row.subjectId]))(row.subjectId).name
      const name = event as 'closing.offered' | 'transfer.offered' | 'closing.reminder' // Only these are enqueued.
      const values = { subject, count: String(offered.length), days: String(daysLeft ?? ''), what: whatOf(row) }
      const hash = offerHash(offered)
      return {
        ...(await textOf(deps, name, values)),
        rows: offered.slice(0, MAX_ROWS).map(({ kind, title }) => ({
          name: kindNames[kind as keyof typeof kindNames],
          value: title,
        })),
        path: pagePaths.closing(closingId),
        button: OPEN,
        actions: (['accept', 'decline'] as const).map((answer) => ({
          caption: captions[answer],
          key: `${OFFER_CARDS}:${answer}:${closingId}:${hash}`,
        })),
      }
    },
  }),
  [OFFER_OVER_TOPIC]: {
    async handle(job) {
      const { taskId, closingId, what } = job.payload as Pick<Offer, 'closingId'> & { taskId: string; what: string }
      const row = await findClosing(deps.db, closingId)
      if (!row) return noWrites
      const subject = (await memberNames(deps.db, [row.subjectId]))(row.subjectId).name
      const text = await textOf(deps, 'closing.over', { what, subject })
      return overwriteNotice(deps, taskId, { ...text, path: pagePaths.closing(closingId) })
    },
  },
})

/**
 * Handles the buttons of an offer as the page does, for exactly what the card showed. When the offer changed since then,
 * nothing is answered, and the card says so.
 */
export const offerCardActions = (deps: ClosingDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const action = job.payload as CardAction
    const [, answer, key, hash] = KEY.exec(action.key) ?? []
    const id = idSchema('closing').safeParse(key).data
    const notice = await findNotice(deps.db, action.taskId)
    // A person whose account is suspended, for example for a lost phone, answers nothing.
    const actor = await findActiveActor(deps, action.userid)
    if (!id || !notice || !actor || !sameUserid(notice.userid, action.userid)) return noWrites
    await checkpoint((tx) => saveNotice(tx, notice.taskId, freshCode(deps, action)))
    deps.failPoints.hit('card_action.code_kept')
    const all = await listItems(deps.db, [id])
    const offered = listOffered(all, actor.userid)
    const isCurrent = offered.length > 0 && offerHash(offered) === hash
    const items = offered.map((item) => item.id)
    // An answer overwrites the card itself.
    if (isCurrent && (await isAnswered(answerHandover(deps, actor, { id, accept: answer === 'accept', items }))))
      return noWrites
    // The button may be pressed again before the card is overwritten.
    const answered = hash === undefined ? null : findAnswer(all, actor.userid, hash)
    const what = answered ?? (offered.length === 0 ? '已改由他人接手，或不再需要' : '事项有变动，请打开查看')
    const payload = { closingId: id, what }
    return (tx) => enqueueCardJobs(tx, OFFER_OVER_TOPIC, [notice.taskId], { runAt: deps.clock.now(), payload })
  },
})

/** Waits for an answer. Returns false when it is refused, as when somebody else was named meanwhile. */
async function isAnswered(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}
