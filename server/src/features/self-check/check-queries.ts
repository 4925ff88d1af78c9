import { sameUserid } from '@desk/shared/kernel/ids'
import { type CheckItem, type CheckItemView, checkItems, type CheckReason } from '@desk/shared/settings/check-schemas'
import { asc, desc, eq, isNotNull, sql } from 'drizzle-orm'
import * as z from 'zod/mini'
import type { Database } from '../../db/database.ts'
import type { FirstHolders } from '../../kernel/deps.ts'
import { membersAmong } from '../directory/directory-queries.ts'
import { lastFinished } from '../directory/run-queries.ts'
import { auditEntries, callbacks, policyVersions, selfCheckItems } from '../../db/schema/index.ts'

/** One statement: readers see the last run whole. */
export async function storeItems(db: Database, items: readonly CheckItemView[], checkedAt: Date): Promise<void> {
  await db
    .insert(selfCheckItems)
    .values(items.map((item) => ({ ...item, checkedAt })))
    .onConflictDoUpdate({
      target: selfCheckItems.item,
      set: {
        level: sql`excluded.level`,
        reason: sql`excluded.reason`,
        facts: sql`excluded.facts`,
        checkedAt: sql`excluded.checked_at`,
      },
    })
}

/** In the order of the list. Items that an older or newer version wrote are left out. */
export async function storedItems(db: Database): Promise<{ checkedAt: Date | null; items: CheckItemView[] }> {
  const rows = await db.select().from(selfCheckItems)
  const byItem = new Map(rows.map((row) => [row.item, row]))
  const items = checkItems.flatMap((item: CheckItem): CheckItemView[] => {
    const row = byItem.get(item)
    return row ? [{ item, level: row.level, reason: row.reason as CheckReason, facts: row.facts }] : []
  })
  const times = rows.map(({ checkedAt }) => checkedAt.getTime())
  return { checkedAt: times.length === 0 ? null : new Date(Math.max(...times)), items }
}

export async function lastCallbackAt(db: Database, receiver: 'app' | 'contacts'): Promise<Date | null> {
  const [row] = await db
    .select({ at: callbacks.receivedAt })
    .from(callbacks)
    .where(eq(callbacks.receiver, receiver))
    .orderBy(desc(callbacks.id))
    .limit(1)
  return row?.at ?? null
}

/** Whom the environment names and the mirror does not know; null before the directory was read whole. */
export async function namesNobody(db: Database, holders: FirstHolders): Promise<string[] | null> {
  if ((await lastFinished(db)) === null) return null
  const named = [...new Set(Object.values(holders).flat())]
  const known = await membersAmong(db, named)
  return named.filter((name) => !known.some((userid) => sameUserid(userid, name)))
}

export async function hasPublishedPolicy(db: Database): Promise<boolean> {
  const published = db
    .select({ id: policyVersions.id })
    .from(policyVersions)
    .where(isNotNull(policyVersions.publishedAt))
  return (await published.limit(1)).length > 0
}

/** The first row of the audit, which starting up for the first time writes. */
export async function firstEntryAt(db: Database): Promise<Date | null> {
  const [row] = await db.select({ at: auditEntries.at }).from(auditEntries).orderBy(asc(auditEntries.seq)).limit(1)
  return row?.at ?? null
}

const versionRow = z.object({ rows: z.array(z.object({ server_version: z.string() })) })

export async function databaseVersion(db: Database): Promise<string> {
  const parsed = versionRow.safeParse(await db.execute(sql`show server_version`))
  return parsed.data?.rows[0]?.server_version ?? '?'
}
