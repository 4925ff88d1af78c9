import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { and, desc, eq, getTableColumns, gt, isNull, lt, ne, not, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { apiKeys, auditEntries, departments } from '../../db/schema/index.ts'
import { isGrantActive } from '../../access/grant-conditions.ts'
import { isNotSuspended } from '../../directory/suspension-queries.ts'

export type ApiKeyRow = typeof apiKeys.$inferSelect
type LastCall = { at: string; action: string; details: Record<string, string> }
export type ListedKey = ApiKeyRow & { hasResponsibleMember: boolean; lastCall: LastCall | null }

// A key works while the member responsible for it may act and holds an ops role. Columns are written as text, since
// drizzle omits the table name in a select from one table.
const hasResponsibleMember = (day: CalendarDay): SQL<boolean> => sql<boolean>`exists (
  select 1 from role_grants join members on lower(members.userid) = lower(role_grants.userid)
  where lower(role_grants.userid) = lower(api_keys.created_by) and role_grants.role in ('ops', 'ops_lead')
    and members.status = 1 and ${isNotSuspended(sql`members.userid`)} and ${isGrantActive(day)})`

type Moment = { now: Date; day: CalendarDay }

/** Returns the SQL condition: the key is valid but stopped, because no active member with an ops role is responsible for it. */
export const isStopped = ({ now, day }: Moment) =>
  and(isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, now), not(hasResponsibleMember(day)))

export const countStopped = (db: Database, moment: Moment): Promise<number> => db.$count(apiKeys, isStopped(moment))

/** Lists stopped keys. `lastGrant`: the last ops grant of the responsible member, which distinguishes one stop from the next. */
export const listStopped = (db: Database, moment: Moment) =>
  db
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      createdBy: apiKeys.createdBy,
      lastGrant: sql<string | null>`(
        select role_grants.id from role_grants
        where lower(role_grants.userid) = lower(api_keys.created_by) and role_grants.role in ('ops', 'ops_lead')
        order by role_grants.granted_at desc, role_grants.id desc limit 1)`,
    })
    .from(apiKeys)
    .where(isStopped(moment))

/** Makes another member responsible. False: the key is unknown, expired, revoked, or already theirs. */
export async function adoptKey(tx: Tx, id: string, by: string, now: Date): Promise<boolean> {
  const adopted = await tx
    .update(apiKeys)
    .set({ createdBy: by })
    .where(and(eq(apiKeys.id, id), ne(apiKeys.createdBy, by), isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, now)))
    .returning({ id: apiKeys.id })
  return adopted.length === 1
}

export const insertKey = async (tx: Tx, row: typeof apiKeys.$inferInsert): Promise<void> => {
  await tx.insert(apiKeys).values(row)
}

const lastCall = sql<LastCall | null>`(
  select jsonb_build_object('at', at, 'action', action, 'details', details) from audit_entries
  where actor = 'key:' || api_keys.id order by seq desc limit 1)`

/** Lists keys, newest first. `afterId`: the last key of the previous page. */
export function listKeys(
  db: Database,
  { afterId, limit, day }: { afterId: string | null; limit: number; day: CalendarDay },
): Promise<ListedKey[]> {
  const after =
    afterId === null
      ? undefined
      : sql`(${apiKeys.createdAt}, ${apiKeys.id}) < (select k.created_at, k.id from api_keys k where k.id = ${afterId})`
  return db
    .select({ ...getTableColumns(apiKeys), hasResponsibleMember: hasResponsibleMember(day), lastCall })
    .from(apiKeys)
    .where(after)
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(limit)
}

/** Revokes a key. False: it is unknown or was revoked before. */
export async function revokeKey(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  const revoked = await tx
    .update(apiKeys)
    .set({ revokedAt: at, revokedBy: by })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id })
  return revoked.length === 1
}

/** Finds an active key by its hash, so that the comparison is not open to a timing attack. */
export async function findActiveKey(db: Database, keyHash: string, { now, day }: Moment): Promise<ApiKeyRow | null> {
  const [row] = await db
    .select()
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.keyHash, keyHash),
        isNull(apiKeys.revokedAt),
        gt(apiKeys.expiresAt, now),
        hasResponsibleMember(day),
      ),
    )
  return row ?? null
}

/** Stores a use of the key, unless one was stored since `unusedSince`. */
export async function touchKey(db: Database, id: string, now: Date, unusedSince: Date): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, unusedSince))))
}

/** Lists the audit entries of a key's calls, newest first. `before`: the last of the previous page. */
export const listCalls = (db: Database, actor: string, before: number | null, limit: number) =>
  db
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.actor, actor), before === null ? undefined : lt(auditEntries.seq, before)))
    .orderBy(desc(auditEntries.seq))
    .limit(limit)

export const listDepartments = (db: Database, afterId: number, limit: number) =>
  db
    .select({
      id: departments.id,
      name: departments.name,
      parentId: departments.parentId,
      path: departments.path,
      order: departments.sortOrder,
    })
    .from(departments)
    .where(gt(departments.id, afterId))
    .orderBy(departments.id)
    .limit(limit)
