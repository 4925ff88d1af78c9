import { eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { rowsOf } from '../../db/rows-of.ts'
import { callbacks, outbox } from '../../db/schema/index.ts'
import { CARD_ACTION_TOPIC, type CardAction } from '../notifications/card-action.ts'

type CallbackRow = typeof callbacks.$inferInsert

/** The read that an event requires: of the departments, or of the members it names. */
export type RequiredRead = { about: 'members' | 'departments'; userids: readonly string[] }

/** The job that an event requires: a read, or a card action. */
export type RequiredJob = RequiredRead | { cardAction: CardAction }

const TOPIC = 'callback.handle'
const keyOf = (id: number) => `callback:${id}`

/**
 * Stores a callback and its job. Returns its id; null for a known callback, which WeCom repeats when it assumes a loss.
 * Both are one statement, so that a burst costs one round trip per callback.
 */
export async function storeCallback(db: Database, row: CallbackRow, job: RequiredJob | null): Promise<number | null> {
  if (!job) {
    const [stored] = await db
      .insert(callbacks)
      .values(row)
      .onConflictDoNothing({ target: callbacks.dedupeKey })
      .returning({ id: callbacks.id })
    return stored?.id ?? null
  }
  const at = row.receivedAt.toISOString()
  const topic = 'cardAction' in job ? CARD_ACTION_TOPIC : TOPIC
  const payload = JSON.stringify({ ...('cardAction' in job ? job.cardAction : job), receivedAt: at })
  const isShared = 'about' in job && job.about === 'departments'
  const group = isShared ? sql`'callback.departments'` : sql`'callback:' || id`
  const [stored] = await rowsOf<{ id: number }>(
    db,
    sql`
    with stored as (
      insert into ${callbacks} (receiver, dedupe_key, event, body, received_at)
      values (${row.receiver}, ${row.dedupeKey}, ${row.event}, ${row.body}, ${at}::timestamptz)
      on conflict (dedupe_key) do nothing returning id)
    insert into ${outbox} (topic, payload, dedupe_key, group_key, run_at, attempts, fence)
    select ${topic}, ${payload}::jsonb || jsonb_build_object('callback', id), 'callback:' || id, ${group},
      ${at}::timestamptz, 0, 0
    from stored
    returning (payload ->> 'callback')::int as id`,
  )
  return stored?.id ?? null
}

/** Returns the first callback of a repeated event, and whether its job has not started. */
export async function findKnownCallback(
  db: Database,
  dedupeKey: string,
): Promise<{ id: number; receivedAt: Date; isWaiting: boolean } | null> {
  const [row] = await db
    .select({
      id: callbacks.id,
      receivedAt: callbacks.receivedAt,
      isWaiting: sql<boolean>`exists (
        select 1 from ${outbox} where ${outbox.dedupeKey} = 'callback:' || ${callbacks.id}
          and ${outbox.doneAt} is null and ${outbox.deadAt} is null and ${outbox.leasedUntil} is null)`,
    })
    .from(callbacks)
    .where(eq(callbacks.dedupeKey, dedupeKey))
  return row ?? null
}

/** Returns the job of one more read after the first. */
export const repeatedRead = (id: number, read: RequiredRead, at: Date) => ({
  topic: TOPIC,
  payload: { ...read, callback: id, receivedAt: at.toISOString() },
  dedupeKey: `${keyOf(id)}:again`,
  groupKey: read.about === 'departments' ? 'callback.departments' : keyOf(id),
  runAt: at,
})
