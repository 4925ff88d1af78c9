import type { Tx } from '../../db/database.ts'
import type { Checkpoint, Conclusion } from '../../outbox/run-job.ts'
import type { NoticeCard } from '../../ports/wecom.ts'
import { admitNotice } from './admit-notice.ts'
import { type CardRow, saveSentCard } from './card-queries.ts'
import type { EngineDeps } from './engine-deps.ts'
import { findNotice, saveNotice } from './notice-queries.ts'

/** Sends a card once the policy lets it through. What it says is made last, so that it is true when it arrives. */
export async function sendCard(
  deps: EngineDeps,
  checkpoint: Checkpoint,
  card: CardRow,
  make: () => Promise<NoticeCard>,
  onUndelivered: (tx: Tx) => Promise<unknown>,
): Promise<Conclusion> {
  const planned = await findNotice(deps.db, card.taskId)
  if (planned && !(await admitNotice(deps, checkpoint, planned))) return async () => {}
  const notice = await make()
  deps.failPoints.hit('notice.calling')
  const sent = await deps.wecom.sendCard(card.userid, notice)
  deps.failPoints.hit('notice.called')
  return async (tx) => {
    await saveSentCard(tx, card.taskId, sent, deps.clock.now())
    if (sent.delivered) await saveNotice(tx, card.taskId, { state: 'sent' })
    else await onUndelivered(tx)
  }
}
