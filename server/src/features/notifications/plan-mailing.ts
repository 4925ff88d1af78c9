import { type NoticeEvent, noticeEventNames } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import { insertNotices, insertMailing, type MailedCard, type MailingRow } from './mailing-queries.ts'

export const MAILING_TOPIC = 'policy.mail'

export type MailingDeps = Pick<Deps, 'clock' | 'ids' | 'afterRestore'>

/** Events by the prefix of a mailing's key; a prefix that is not listed is the event itself. */
const eventsByPrefix = {
  digest: 'policy.digest',
  question: 'policy.question',
  answer: 'policy.answered',
} as const satisfies Record<string, NoticeEvent>

type MailingKey = `${NoticeEvent | keyof typeof eventsByPrefix}:${string}`

/** Event and object, by which no member receives the same message twice. */
export type MailingNotice = { event: NoticeEvent; object: string }

/** Returns event and object of a mailing from its key. */
export function noticeOfKey(batchKey: string): MailingNotice {
  const end = batchKey.indexOf(':')
  const prefix = batchKey.slice(0, end)
  const event =
    (eventsByPrefix as Record<string, NoticeEvent>)[prefix] ?? noticeEventNames.find((name) => name === prefix)
  return { event: event ?? 'policy.digest', object: batchKey.slice(end + 1) }
}

/** Plans one WeCom call that sends the same card to these people, for whom the caller has inserted notices. */
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
    {
      topic: MAILING_TOPIC,
      payload: { id },
      dedupeKey: `${MAILING_TOPIC}:${id}`,
      groupKey: `${MAILING_TOPIC}:${id}`,
      runAt,
    },
  ])
}

type Message = {
  /** Event and object of the notice. */
  key: MailingKey
  userids: readonly string[]
  card: Omit<MailedCard, 'rows'>
  /** The version, policy to retire or question for which one of the recipients has to act. */
  about?: string
}

/**
 * Sends the same card to several people, once for each event and object. Those who were notified before are left out.
 * Returns the others.
 */
export async function sendCardOnce(
  deps: MailingDeps,
  tx: Tx,
  { key, userids, card, about }: Message,
): Promise<readonly string[]> {
  const receivers = await insertNotices(tx, deps, { ...noticeOfKey(key), userids })
  const content = { batchKey: key, card: { ...card, rows: [] }, policyIds: [], about: about ?? null }
  await planMailing(deps, tx, { ...content, userids: receivers }, deps.clock.now())
  return receivers
}
