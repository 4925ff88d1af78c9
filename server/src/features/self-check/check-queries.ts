import { sameUserid } from '@desk/shared/kernel/ids'
import {
  type CheckItem,
  type CheckItemView,
  checkItems,
  type CheckReason,
} from '@desk/shared/self-check/self-check-schemas'
import { and, asc, count, desc, eq, inArray, isNotNull, ne, not, sql } from 'drizzle-orm'
import * as z from 'zod/mini'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { Database } from '../../db/database.ts'
import type { FirstHolders } from '../../kernel/deps.ts'
import { isGrantActive } from '../../access/grant-conditions.ts'
import { whereHeld } from '../../directory/held-member-queries.ts'
import { ACTIVE, LEFT } from '../../directory/member-drift.ts'
import { isNotSuspended } from '../../directory/suspension-queries.ts'
import {
  auditEntries,
  callbacks,
  directoryRuns,
  members,
  policyVersions,
  roleGrants,
  selfCheckItems,
} from '../../db/schema/index.ts'

/** Stores all items by one statement, so that readers see a complete run. */
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

/** Lists the stored items in display order. Items unknown to this version are omitted. */
export async function listStoredItems(db: Database): Promise<{ checkedAt: Date | null; items: CheckItemView[] }> {
  const rows = await db.select().from(selfCheckItems)
  const byItem = new Map(rows.map((row) => [row.item, row]))
  const items = checkItems.flatMap((item: CheckItem): CheckItemView[] => {
    const row = byItem.get(item)
    return row ? [{ item, level: row.level, reason: row.reason as CheckReason, facts: row.facts }] : []
  })
  const times = rows.map(({ checkedAt }) => checkedAt.getTime())
  return { checkedAt: times.length === 0 ? null : new Date(Math.max(...times)), items }
}

export async function findLastCallbackAt(db: Database, receiver: 'app' | 'contacts'): Promise<Date | null> {
  const [row] = await db
    .select({ at: callbacks.receivedAt })
    .from(callbacks)
    .where(eq(callbacks.receiver, receiver))
    .orderBy(desc(callbacks.id))
    .limit(1)
  return row?.at ?? null
}

/** Lists initial role holders that belong to no current member; null before the first complete sync. */
export async function listUnknownHolders(db: Database, holders: FirstHolders): Promise<string[] | null> {
  if ((await db.$count(directoryRuns, isNotNull(directoryRuns.finishedAt))) === 0) return null
  const named = [...new Set(Object.values(holders).flat())]
  if (named.length === 0) return []
  const lowered = named.map((userid) => userid.toLowerCase())
  const rows = await db
    .select({ userid: members.userid })
    .from(members)
    .where(and(inArray(sql`lower(${members.userid})`, lowered), ne(members.status, LEFT)))
  return named.filter((name) => !rows.some(({ userid }) => sameUserid(userid, name)))
}

/** Counts those of the userids that belong to active members. */
export async function countActive(db: Database, userids: readonly string[]): Promise<number> {
  if (userids.length === 0) return 0
  const lowered = userids.map((userid) => userid.toLowerCase())
  return db.$count(members, and(inArray(sql`lower(${members.userid})`, lowered), eq(members.status, ACTIVE)))
}

/** Counts members with the ops lead role who can act: neither suspended nor among the held departures. */
export async function countLeads(db: Database, day: CalendarDay): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(
      and(
        eq(roleGrants.role, 'ops_lead'),
        isGrantActive(day),
        eq(members.status, ACTIVE),
        isNotSuspended(members.userid),
        not(await whereHeld(db)),
      ),
    )
  return row?.count ?? 0
}

export async function hasPublishedPolicy(db: Database): Promise<boolean> {
  const published = db
    .select({ id: policyVersions.id })
    .from(policyVersions)
    .where(isNotNull(policyVersions.publishedAt))
  return (await published.limit(1)).length > 0
}

/** Returns the time of the first audit entry, which the first start writes. */
export async function findFirstEntryAt(db: Database): Promise<Date | null> {
  const [row] = await db.select({ at: auditEntries.at }).from(auditEntries).orderBy(asc(auditEntries.seq)).limit(1)
  return row?.at ?? null
}

const versionRow = z.object({ rows: z.array(z.object({ server_version: z.string() })) })

export async function readDatabaseVersion(db: Database): Promise<string> {
  const parsed = versionRow.safeParse(await db.execute(sql`show server_version`))
  return parsed.data?.rows[0]?.server_version ?? '?'
}
