import { eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { callbacks, outbox } from '../../db/schema/index.ts'
import { CARD_ACTION_TOPIC, type CardAction } from '../notifications/card-action.ts'

type CallbackRow = typeof callbacks.$inferInsert

/** What is owed for an event: a look at the departments, or at the members it names. */
export type Look = { about: 'members' | 'departments'; userids: readonly string[] }

/** What is owed for an event: a look, or the answer to a button of a card. */
export type Owed = Look | { press: CardAction }

const TOPIC = 'callback.handle'
const keyOf = (id: number) => `callback:${id}`

/**
 * Its id, or null for a push that is known already: WeCom repeats what it thinks was not received. The event and the
 * look that it owes are one statement, so that a storm costs one round trip per push.
 */
export async function storeCallback(db: Database, row: CallbackRow, owed: Owed | null): Promise<number | null> {
  if (!owed) {
    const [kept] = await db
      .insert(callbacks)
      .values(row)
      .onConflictDoNothing({ target: callbacks.dedupeKey })
      .returning({ id: callbacks.id })
    return kept?.id ?? null
  }
  const at = row.receivedAt.toISOString()
  const topic = 'press' in owed ? CARD_ACTION_TOPIC : TOPIC
  const payload = JSON.stringify({ ...('press' in owed ? owed.press : owed), receivedAt: at })
  const isShared = 'about' in owed && owed.about === 'departments'
  const group = isShared ? sql`'callback.departments'` : sql`'callback:' || id`
  const result = await db.execute(sql`
    with stored as (
      insert into ${callbacks} (receiver, dedupe_key, event, body, received_at)
      values (${row.receiver}, ${row.dedupeKey}, ${row.event}, ${row.body}, ${at}::timestamptz)
      on conflict (dedupe_key) do nothing returning id)
    insert into ${outbox} (topic, payload, dedupe_key, group_key, run_at, attempts, fence)
    select ${topic}, ${payload}::jsonb || jsonb_build_object('callback', id), 'callback:' || id, ${group},
      ${at}::timestamptz, 0, 0
    from stored
    returning (payload ->> 'callback')::int as id`)
  const [stored] = (result as unknown as { rows: { id: number }[] }).rows
  return stored?.id ?? null
}

/** The first push of an event that came again, and whether its look was not yet begun. */
export async function knownCallback(
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

/** One more look, after the first. */
export const lookAgain = (id: number, look: Look, at: Date) => ({
  topic: TOPIC,
  payload: { ...look, callback: id, receivedAt: at.toISOString() },
  dedupeKey: `${keyOf(id)}:again`,
  groupKey: look.about === 'departments' ? 'callback.departments' : keyOf(id),
  runAt: at,
})
