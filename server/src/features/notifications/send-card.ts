import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import { type Checkpoint, type JobHandler, noWrites, type ResultWrites } from '../../outbox/run-job.ts'
import { DUPLICATE_WINDOW_S, type NoticeCard, type SentCard } from '../../ports/wecom.ts'
import { admitNotice } from './admit-notice.ts'
import type { SendDeps } from './notice-deps.ts'
import { findNotice, type NoticeRow, saveNotice } from './notice-queries.ts'
import { type CardContent, toCard } from './notice-text.ts'
import { taskIdOf } from './notices.ts'

/**
 * Sends a card once the notice policy admits it. The text is made last, so that it is true when it arrives. A card that
 * may have arrived already is repeated with the same text, because WeCom recognises a duplicate without a button by its
 * text alone.
 */
export async function sendCard(
  deps: SendDeps,
  checkpoint: Checkpoint,
  { taskId, userid }: Pick<NoticeRow, 'taskId' | 'userid'>,
  make: () => Promise<NoticeCard>,
  onSent: (tx: Tx, sent: SentCard) => Promise<unknown>,
): Promise<ResultWrites> {
  const notice = await findNotice(deps.db, taskId)
  const card = { ...(await make()), ...storedText(notice, deps.clock.now()) }
  const words = card.button === undefined ? wordsOf(card) : null
  if (notice && !(await admitNotice(deps, checkpoint, notice, words))) return noWrites
  const sent = await callWecom(deps, (wecom) => wecom.sendCard(userid, card))
  return async (tx) => {
    await saveNotice(tx, taskId, { state: sent.delivered ? 'sent' : 'undelivered' })
    await onSent(tx, sent)
  }
}

/** Calls WeCom between the two fail points of a message. */
export async function callWecom<Result>(
  { wecom, failPoints }: Pick<Deps, 'wecom' | 'failPoints'>,
  call: (wecom: Deps['wecom']) => Promise<Result>,
): Promise<Result> {
  failPoints.hit('notice.calling')
  const result = await call(wecom)
  failPoints.hit('notice.called')
  return result
}

const wordsOf = ({ title, subtitle, rows }: NoticeCard): NoticeRow['words'] => ({ title, subtitle, rows })

function storedText(notice: NoticeRow | null, now: Date): NoticeRow['words'] {
  const isRecent = notice?.admittedAt && now.getTime() - notice.admittedAt.getTime() < DUPLICATE_WINDOW_S * 1000
  return isRecent ? notice.words : null
}

type NoticeCards = {
  /** Returns the content as it is now; null: nothing is to be sent any more. */
  contentOf(notice: NoticeRow, payload: unknown): Promise<CardContent | null>
  /** Called only for a card with a response code, which can be replaced later. */
  onSent?(tx: Tx, notice: NoticeRow): Promise<unknown>
}

/** Sends cards that are stored as notices only. */
export const noticeCardHandler = (deps: SendDeps, { contentOf, onSent }: NoticeCards): JobHandler => ({
  async handle(job, checkpoint) {
    const notice = await findNotice(deps.db, taskIdOf(job.payload))
    if (notice?.state !== 'waiting') return noWrites
    const content = await contentOf(notice, job.payload)
    const { taskId } = notice
    if (content === null) return (tx) => saveNotice(tx, taskId, { state: 'dropped' })
    return sendCard(
      deps,
      checkpoint,
      notice,
      async () => toCard(deps, taskId, content),
      async (tx, { responseCode }) => {
        if (responseCode === null) return
        await saveNotice(tx, taskId, { responseCode })
        await onSent?.(tx, notice)
      },
    )
  },
  onGiveUp: (tx, job) => saveNotice(tx, taskIdOf(job.payload), { state: 'undelivered' }),
  requeue: (tx, job) => saveNotice(tx, taskIdOf(job.payload), { state: 'waiting' }),
  confirmManually: async (job) => (tx) => saveNotice(tx, taskIdOf(job.payload), { state: 'dropped' }),
})
