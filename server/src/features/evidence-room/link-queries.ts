import { roleRules } from '@desk/shared/identity/role-rules'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, desc, eq, getTableColumns, gt, inArray, isNull, sql } from 'drizzle-orm'
import { isGrantActive } from '../../access/grant-conditions.ts'
import type { Database, Tx } from '../../db/database.ts'
import { textArray } from '../../db/json-parameters.ts'
import { auditorLinks, members, policies, policyVersions, roleGrants } from '../../db/schema/index.ts'
import { isNotSuspended } from '../../directory/suspension-queries.ts'
import { ACTIVE } from '../../directory/member-drift.ts'

type StoredLink = typeof auditorLinks.$inferSelect
/** `hasKeeper`: the person who created it may still do so. A link ends with their role or their account. */
export type LinkRow = StoredLink & { hasKeeper: boolean }

const linkColumns = (db: Database, day: CalendarDay) => {
  const keepers = db
    .select({ one: sql`1` })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(
      and(
        eq(sql`lower(${roleGrants.userid})`, sql`lower(${auditorLinks.createdBy})`),
        inArray(roleGrants.role, [...roleRules.room_keeper]),
        eq(members.status, ACTIVE),
        isNotSuspended(members.userid),
        isGrantActive(day),
      ),
    )
  return { ...getTableColumns(auditorLinks), hasKeeper: sql<boolean>`exists (${keepers})` }
}

export const insertLink = async (tx: Tx, row: StoredLink): Promise<void> => {
  await tx.insert(auditorLinks).values(row)
}

/** Lists links, newest first. `afterId`: the last link of the previous page. `day`: today. */
export function listLinks(
  db: Database,
  { afterId, day }: { afterId: string | null; day: CalendarDay },
  limit: number,
): Promise<LinkRow[]> {
  const after =
    afterId === null
      ? undefined
      : sql`(${auditorLinks.createdAt}, ${auditorLinks.id}) < (select l.created_at, l.id from auditor_links l where l.id = ${afterId})`
  return db
    .select(linkColumns(db, day))
    .from(auditorLinks)
    .where(after)
    .orderBy(desc(auditorLinks.createdAt), desc(auditorLinks.id))
    .limit(limit)
}

/** Finds a link by the hash of its token, so that the comparison is not open to a timing attack. */
export async function findLink(db: Database, tokenHash: string, day: CalendarDay): Promise<LinkRow | null> {
  const [row] = await db.select(linkColumns(db, day)).from(auditorLinks).where(eq(auditorLinks.tokenHash, tokenHash))
  return row ?? null
}

/** Finds the link that a browser opened. */
export async function findLinkOfBrowser(db: Database, browserHash: string, day: CalendarDay): Promise<LinkRow | null> {
  const [row] = await db
    .select(linkColumns(db, day))
    .from(auditorLinks)
    .where(eq(auditorLinks.browserHash, browserHash))
  return row ?? null
}

type Opening = Required<Pick<LinkRow, 'browserHash' | 'openedAt' | 'openedClient' | 'openedSystem'>>

/** Binds a link that works to the first browser. Of two concurrent calls, exactly one returns true. */
export async function bindLink(tx: Tx, id: LinkRow['id'], opening: Opening, now: Date): Promise<boolean> {
  const bound = await tx
    .update(auditorLinks)
    .set(opening)
    .where(
      and(
        eq(auditorLinks.id, id),
        isNull(auditorLinks.browserHash),
        isNull(auditorLinks.endedAt),
        gt(auditorLinks.expiresAt, now),
      ),
    )
    .returning({ id: auditorLinks.id })
  return bound.length === 1
}

/** Ends a link. Returns false when it is unknown, expired or was ended. */
export async function endLinkNow(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  const ended = await tx
    .update(auditorLinks)
    .set({ endedAt: at, endedBy: by })
    .where(and(eq(auditorLinks.id, id as LinkRow['id']), isNull(auditorLinks.endedAt), gt(auditorLinks.expiresAt, at)))
    .returning({ id: auditorLinks.id })
  return ended.length === 1
}

export async function countView(db: Database, id: LinkRow['id'], at: Date): Promise<void> {
  await db
    .update(auditorLinks)
    .set({ views: sql`${auditorLinks.views} + 1`, lastUsedAt: at })
    .where(eq(auditorLinks.id, id))
}

/**
 * Lists the policies that were ever in force, the oldest first, with the titles of their present version. `until`: only
 * policies that were in force by that instant, with the titles of that time.
 */
export async function listPublished(db: Database, ids: readonly PolicyId[] | null, until: Date | null = null) {
  const isShown =
    until === null
      ? eq(policyVersions.id, policies.currentVersionId)
      : sql`${policyVersions.id} = (select v.id from policy_versions v where v.policy_id = ${policies.id}
          and v.published_at <= ${until.toISOString()}::timestamptz order by v.no desc limit 1)`
  return db
    .select({
      id: policies.id,
      title: sql<string>`${policyVersions.content} -> 'zh' ->> 'title'`,
      titleEn: sql<string | null>`${policyVersions.content} -> 'en' ->> 'title'`,
    })
    .from(policies)
    .innerJoin(policyVersions, isShown)
    .where(ids === null ? undefined : sql`${policies.id} = any(${textArray(ids)})`)
    .orderBy(policies.createdAt, policies.id)
}
