import { and, eq, gt, like } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { wecomRefusals } from '../db/schema/index.ts'

export type WecomRefusal = typeof wecomRefusals.$inferSelect
export type RefusalKey = Pick<WecomRefusal, 'kind' | 'subject'>

const hasKey = ({ kind, subject }: RefusalKey) => and(eq(wecomRefusals.kind, kind), eq(wecomRefusals.subject, subject))

/** Returns a refusal that is still active, or null. */
export async function findActiveRefusal(db: Database, key: RefusalKey, now: Date): Promise<WecomRefusal | null> {
  const [row] = await db
    .select()
    .from(wecomRefusals)
    .where(and(hasKey(key), gt(wecomRefusals.until, now)))
  return row ?? null
}

export async function saveRefusal(db: Database, refusal: WecomRefusal): Promise<void> {
  const { kind, subject, ...facts } = refusal
  await db
    .insert(wecomRefusals)
    .values({ kind, subject, ...facts })
    .onConflictDoUpdate({ target: [wecomRefusals.kind, wecomRefusals.subject], set: facts })
}

export async function deleteRefusal(db: Database, key: RefusalKey): Promise<void> {
  await db.delete(wecomRefusals).where(hasKey(key))
}

/** Deletes the refusals of a kind whose subject matches the pattern, as SQL `like` does. */
export async function deleteRefusals(db: Database, kind: RefusalKey['kind'], pattern: string): Promise<void> {
  await db.delete(wecomRefusals).where(and(eq(wecomRefusals.kind, kind), like(wecomRefusals.subject, pattern)))
}

/** Lists everything that WeCom refuses now: bad secrets, addresses that are not on its list, rate-limited APIs. */
export const listActiveRefusals = (db: Database, now: Date): Promise<WecomRefusal[]> =>
  db.select().from(wecomRefusals).where(gt(wecomRefusals.until, now)).orderBy(wecomRefusals.kind, wecomRefusals.subject)
