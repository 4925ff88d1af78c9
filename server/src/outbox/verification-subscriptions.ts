import { and, isNull, sql } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { outbox } from '../db/schema/index.ts'
import { wakeWorker } from './wake-worker.ts'
import type { Subscriptions } from '../domain-events/domain-events.ts'

/** Makes jobs that wait to verify a change of these members due now, since the members were just read. */
async function expediteVerification(tx: Tx, userids: readonly string[], now: Date): Promise<void> {
  if (userids.length === 0) return
  const keys = JSON.stringify(userids.map((userid) => userid.toLowerCase()))
  await tx
    .update(outbox)
    .set({ runAt: now })
    .where(
      and(
        isNull(outbox.doneAt),
        isNull(outbox.deadAt),
        sql`${outbox.topic} like '%.prove'`,
        sql`${outbox.payload} ->> 'userid' in (select jsonb_array_elements_text(${keys}::jsonb))`,
        sql`${outbox.runAt} > ${now.toISOString()}::timestamptz`,
      ),
    )
  wakeWorker(tx)
}

/** Makes verification jobs of a member due when the member was read or named by a callback. */
export const verificationSubscriptions: Subscriptions = {
  'members.synced': (tx, { members, at }) =>
    expediteVerification(
      tx,
      members.map(({ userid }) => userid),
      at,
    ),
  'members.reported': (tx, { userids, at }) => expediteVerification(tx, userids, at),
}
