import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { insertMailing, type MailingRow } from './round-queries.ts'

export const MAIL_TOPIC = 'policy.mail'

/** Owes one call that tells all of these people the same. */
export async function planMailing(
  { ids }: Pick<Deps, 'ids'>,
  tx: Tx,
  mailing: Pick<MailingRow, 'roundKey' | 'card' | 'policyIds' | 'userids'>,
  runAt: Date,
): Promise<void> {
  if (mailing.userids.length === 0) return
  const id = ids.next('card')
  await insertMailing(tx, { id, ...mailing })
  await enqueue(tx, [
    { topic: MAIL_TOPIC, payload: { id }, dedupeKey: `${MAIL_TOPIC}:${id}`, groupKey: `${MAIL_TOPIC}:${id}`, runAt },
  ])
}
