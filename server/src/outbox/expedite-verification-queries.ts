import { and, isNull, sql } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { outbox } from '../db/schema/index.ts'
import { wakeWorker } from './wake-worker.ts'

/** Makes jobs that wait to verify a change of these members due now, since the members were just read. */
export async function expediteVerification(tx: Tx, userids: readonly string[], now: Date): Promise<void> {
  if (userids.length === 0) return
  const wanted = JSON.stringify(userids.map((userid) => userid.toLowerCase()))
  await tx
    .update(outbox)
    .set({ runAt: now })
    .where(
      and(
        isNull(outbox.doneAt),
        isNull(outbox.deadAt),
        sql`${outbox.topic} like '%.prove'`,
        sql`${outbox.payload} ->> 'userid' in (select jsonb_array_elements_text(${wanted}::jsonb))`,
        sql`${outbox.runAt} > ${now.toISOString()}::timestamptz`,
      ),
    )
  wakeWorker(tx)
}
