import { type NoticeEvent, noticeEventNames } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { insertMailing, type MailingRow } from './reminder-batch-queries.ts'

export const MAIL_TOPIC = 'policy.mail'

/** Messages that belong to no round, by the first word of their key, where that is not the event itself. */
const singleEvents: Readonly<Record<string, NoticeEvent>> = {
  digest: 'policy.digest',
  question: 'policy.question',
  answer: 'policy.answered',
}

/** Which message a mailing that belongs to no round is, by its key. */
export function noticeOfKey(roundKey: string): { event: NoticeEvent; object: string } {
  const [kind, object] = [roundKey.slice(0, roundKey.indexOf(':')), roundKey.slice(roundKey.indexOf(':') + 1)]
  const event = singleEvents[kind] ?? noticeEventNames.find((name) => name === kind)
  return { event: event ?? 'policy.digest', object }
}

/** Owes one call that tells all of these people the same. */
export async function planMailing(
  { ids }: Pick<Deps, 'ids'>,
  tx: Tx,
  mailing: Pick<MailingRow, 'roundKey' | 'card' | 'policyIds' | 'userids'> & Partial<Pick<MailingRow, 'about'>>,
  runAt: Date,
): Promise<void> {
  if (mailing.userids.length === 0) return
  const id = ids.next('card')
  await insertMailing(tx, { id, ...mailing })
  await enqueue(tx, [
    { topic: MAIL_TOPIC, payload: { id }, dedupeKey: `${MAIL_TOPIC}:${id}`, groupKey: `${MAIL_TOPIC}:${id}`, runAt },
  ])
}
