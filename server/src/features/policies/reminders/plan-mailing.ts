import { type NoticeEvent, noticeEventNames } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { insertMailing, type MailingRow } from './reminder-batch-queries.ts'

export const MAIL_TOPIC = 'policy.mail'

/** Dependencies of everything that sends messages about policies. */
export type MailDeps = Pick<
  Deps,
  'db' | 'clock' | 'ids' | 'site' | 'holidays' | 'wecom' | 'failPoints' | 'afterRestore' | 'emit'
>

/** Events of mailings outside reminder batches, by the key's prefix; a prefix that is not listed is the event itself. */
const singleEvents: Readonly<Record<string, NoticeEvent>> = {
  digest: 'policy.digest',
  question: 'policy.question',
  answer: 'policy.answered',
}

/** Returns event and object of a mailing outside reminder batches, from its key. */
export function noticeOfKey(batchKey: string): { event: NoticeEvent; object: string } {
  const [prefix, object] = [batchKey.slice(0, batchKey.indexOf(':')), batchKey.slice(batchKey.indexOf(':') + 1)]
  const event = singleEvents[prefix] ?? noticeEventNames.find((name) => name === prefix)
  return { event: event ?? 'policy.digest', object }
}

/** Plans one WeCom call that sends the same card to these people. */
export async function planMailing(
  { ids }: Pick<Deps, 'ids'>,
  tx: Tx,
  mailing: Pick<MailingRow, 'batchKey' | 'card' | 'policyIds' | 'userids'> & Partial<Pick<MailingRow, 'about'>>,
  runAt: Date,
): Promise<void> {
  if (mailing.userids.length === 0) return
  const id = ids.next('card')
  await insertMailing(tx, { id, ...mailing })
  await enqueue(tx, [
    { topic: MAIL_TOPIC, payload: { id }, dedupeKey: `${MAIL_TOPIC}:${id}`, groupKey: `${MAIL_TOPIC}:${id}`, runAt },
  ])
}
