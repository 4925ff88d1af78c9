import type { Tx } from '../../db/database.ts'
import type { Checkpoint, Conclusion } from '../../outbox/run-job.ts'
import { DUPLICATE_WINDOW_S, type NoticeCard } from '../../ports/wecom.ts'
import { admitNotice } from './admit-notice.ts'
import { type CardRow, saveSentCard } from './card-queries.ts'
import type { SendDeps } from './notice-deps.ts'
import { findNotice, type NoticeRow, saveNotice } from './notice-queries.ts'

/**
 * Sends a card once the policy lets it through. What it says is made last, so that it is true when it arrives; but what may
 * have arrived already is said in the same words once more, since by these alone WeCom knows that it is the same.
 */
export async function sendCard(
  deps: SendDeps,
  checkpoint: Checkpoint,
  card: CardRow,
  make: () => Promise<NoticeCard>,
  onUndelivered: (tx: Tx) => Promise<unknown>,
): Promise<Conclusion> {
  const planned = await findNotice(deps.db, card.taskId)
  const notice = { ...(await make()), ...saidBefore(planned, deps.clock.now()) }
  // With a button WeCom knows it by its task id.
  const words = notice.button === undefined ? wordsOf(notice) : null
  if (planned && !(await admitNotice(deps, checkpoint, planned, words))) return async () => {}
  deps.failPoints.hit('notice.calling')
  const sent = await deps.wecom.sendCard(card.userid, notice)
  deps.failPoints.hit('notice.called')
  return async (tx) => {
    await saveSentCard(tx, card.taskId, sent, deps.clock.now())
    if (sent.delivered) await saveNotice(tx, card.taskId, { state: 'sent' })
    else await onUndelivered(tx)
  }
}

const wordsOf = ({ title, subtitle, rows }: NoticeCard): NoticeRow['words'] => ({ title, subtitle, rows })

function saidBefore(notice: NoticeRow | null, now: Date): NoticeRow['words'] {
  const isFresh = notice?.admittedAt && now.getTime() - notice.admittedAt.getTime() < DUPLICATE_WINDOW_S * 1000
  return isFresh ? notice.words : null
}
