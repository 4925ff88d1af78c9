import type { GroupId, RequestId } from '@desk/shared/kernel/ids'
import { and, asc, desc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { chatGroups, groupGrams, groupMembers, groupPlaces } from '../../../db/schema/index.ts'

export type GroupRow = typeof chatGroups.$inferSelect
export type GroupMemberRow = typeof groupMembers.$inferSelect
export type NewGroup = typeof chatGroups.$inferInsert

/** Writes the group with what it is listed and found by. False: its request made it before. */
export async function insertGroup(tx: Tx, row: NewGroup, grams: readonly string[]): Promise<boolean> {
  const inserted = await tx.insert(chatGroups).values(row).onConflictDoNothing().returning({ id: chatGroups.id })
  if (inserted.length === 0) return false
  const { id: groupId, createdAt } = row
  const places = row.departmentPath.map((departmentId) => ({ departmentId, createdAt, groupId }))
  if (places.length > 0) await tx.insert(groupPlaces).values(places)
  await putGrams(tx, groupId, grams)
  return true
}

export async function putGrams(tx: Tx, groupId: GroupId, grams: readonly string[]): Promise<void> {
  if (grams.length > 0)
    await tx
      .insert(groupGrams)
      .values(grams.map((gram) => ({ gram, groupId })))
      .onConflictDoNothing()
}

/** Nobody is told any more that such a group is there. */
export const dropGrams = (tx: Tx, groupId: GroupId): Promise<unknown> =>
  tx.delete(groupGrams).where(eq(groupGrams.groupId, groupId))

export async function findGroupOfRequest(db: Database, requestId: RequestId): Promise<GroupRow | null> {
  const [row] = await db.select().from(chatGroups).where(eq(chatGroups.requestId, requestId))
  return row ?? null
}

export async function findGroupRow(db: Database, id: GroupId): Promise<GroupRow | null> {
  const [row] = await db.select().from(chatGroups).where(eq(chatGroups.id, id))
  return row ?? null
}

export async function requireGroupRow(db: Database, id: GroupId): Promise<GroupRow> {
  const row = await findGroupRow(db, id)
  if (!row) throw new Error(`Group ${id} is gone`)
  return row
}

/** Nobody else writes it until the transaction ends. */
export async function lockGroup(tx: Tx, id: GroupId): Promise<GroupRow | null> {
  const [row] = await tx.select().from(chatGroups).where(eq(chatGroups.id, id)).for('update')
  return row ?? null
}

export type GroupPatch = Partial<Omit<GroupRow, 'id' | 'version'>>

/** Writes a locked group; every write is a new version. */
export async function saveGroup(tx: Tx, group: GroupRow, patch: GroupPatch): Promise<GroupRow> {
  const [saved] = await tx
    .update(chatGroups)
    .set({ ...patch, version: group.version + 1 })
    .where(and(eq(chatGroups.id, group.id), eq(chatGroups.version, group.version)))
    .returning()
  if (!saved) throw new Error('A locked group was written by somebody else')
  return saved
}

/** Those who are in it, as far as we know. */
export function listGroupMembers(db: Database, groupId: GroupId): Promise<GroupMemberRow[]> {
  return db
    .select()
    .from(groupMembers)
    .where(and(eq(groupMembers.groupId, groupId), isNull(groupMembers.leftAt)))
    .orderBy(asc(groupMembers.userid))
}

/** Also whoever went with the archive, and comes back with it. */
export function listArchivedMembers(db: Database, groupId: GroupId): Promise<GroupMemberRow[]> {
  return db
    .select()
    .from(groupMembers)
    .where(and(eq(groupMembers.groupId, groupId), eq(groupMembers.isArchived, true)))
    .orderBy(asc(groupMembers.userid))
}

/** Whose reason is gone, or about whom something is decided: what a review is about. */
export function listDrifted(db: Database, groupId: GroupId): Promise<GroupMemberRow[]> {
  return db
    .select()
    .from(groupMembers)
    .where(
      and(
        eq(groupMembers.groupId, groupId),
        isNull(groupMembers.leftAt),
        sql`${groupMembers.goneReason} is not null`,
      ),
    )
    .orderBy(asc(groupMembers.userid))
}

/** Rows per statement: far below the number of parameters a statement may have. */
const AT_ONCE = 500

/** Who comes in, or comes back. */
export async function putMembers(tx: Tx, rows: readonly (typeof groupMembers.$inferInsert)[]): Promise<void> {
  for (let from = 0; from < rows.length; from += AT_ONCE)
    await tx
      .insert(groupMembers)
      .values(rows.slice(from, from + AT_ONCE))
      .onConflictDoUpdate({
        target: [groupMembers.groupId, groupMembers.userid],
        set: {
          reason: sql`excluded.reason`,
          departmentId: sql`excluded.department_id`,
          since: sql`excluded.since`,
          goneReason: null,
          goneAt: null,
          removeBy: null,
          removeAt: null,
          leftAt: null,
          isArchived: false,
        },
      })
}

type MemberPatch = Partial<Omit<GroupMemberRow, 'groupId' | 'userid'>>

export async function patchMembers(
  tx: Tx,
  groupId: GroupId,
  userids: readonly string[],
  patch: MemberPatch,
): Promise<void> {
  if (userids.length === 0) return
  const keys = userids.map((userid) => userid.toLowerCase())
  for (let from = 0; from < keys.length; from += AT_ONCE)
    await tx
      .update(groupMembers)
      .set(patch)
      .where(and(eq(groupMembers.groupId, groupId), inArray(groupMembers.userid, keys.slice(from, from + AT_ONCE))))
}

/** How many are in it, and of how many the reason is gone: lists show it without counting. */
export async function countMembers(tx: Tx, groupId: GroupId): Promise<{ memberCount: number; goneCount: number }> {
  const [row] = await tx
    .select({
      memberCount: sql<number>`count(*)::int`,
      goneCount: sql<number>`count(*) filter (where ${groupMembers.goneReason} is not null)::int`,
    })
    .from(groupMembers)
    .where(and(eq(groupMembers.groupId, groupId), isNull(groupMembers.leftAt)))
  return row ?? { memberCount: 0, goneCount: 0 }
}

/** How many the company made since then. */
export const countMadeSince = (db: Database, since: Date): Promise<number> =>
  db.$count(chatGroups, sql`${chatGroups.createdAt} >= ${since.toISOString()}::timestamptz and ${chatGroups.origin} = 'api'`)

export type Page = { limit: number; before: { at: Date; id: GroupId } | null }

const older = ({ before }: Page, at: typeof chatGroups.createdAt | typeof groupPlaces.createdAt, id: unknown) =>
  before === null ? undefined : sql`(${at}, ${id}) < (${before.at.toISOString()}::timestamptz, ${before.id})`

/** Every group, the newest first. */
export function listAllGroups(db: Database, page: Page): Promise<GroupRow[]> {
  return db
    .select()
    .from(chatGroups)
    .where(older(page, chatGroups.createdAt, chatGroups.id))
    .orderBy(desc(chatGroups.createdAt), desc(chatGroups.id))
    .limit(page.limit)
}

/** Groups of these departments and of those below them, the newest first: one range of an index for each. */
export async function listGroupsUnder(
  db: Database,
  departmentIds: readonly number[],
  page: Page,
): Promise<GroupRow[]> {
  const perDepartment = await Promise.all(
    departmentIds.map((departmentId) =>
      db
        .select({ id: groupPlaces.groupId, at: groupPlaces.createdAt })
        .from(groupPlaces)
        .where(and(eq(groupPlaces.departmentId, departmentId), older(page, groupPlaces.createdAt, groupPlaces.groupId)))
        .orderBy(desc(groupPlaces.createdAt), desc(groupPlaces.groupId))
        .limit(page.limit),
    ),
  )
  const found = new Map(perDepartment.flat().map((one) => [one.id, one.at]))
  const newest = [...found]
    .sort(([aId, aAt], [bId, bAt]) => bAt.getTime() - aAt.getTime() || (bId < aId ? -1 : 1))
    .slice(0, page.limit)
    .map(([id]) => id)
  if (newest.length === 0) return []
  const rows = await db.select().from(chatGroups).where(inArray(chatGroups.id, newest))
  return rows.sort((a, b) => newest.indexOf(a.id) - newest.indexOf(b.id))
}

const MINE_MAX = 100

/** Groups that this person owns, stands in for, or was asked to take. */
export function listOwnGroups(db: Database, userid: string): Promise<GroupRow[]> {
  const key = userid.toLowerCase()
  return db
    .select()
    .from(chatGroups)
    .where(or(eq(sql`lower(${chatGroups.ownerId})`, key), eq(sql`lower(${chatGroups.deputyId})`, key)))
    .orderBy(desc(chatGroups.id))
    .limit(MINE_MAX)
}

/** Groups this person is in, whoever owns them. */
export async function listGroupsOf(db: Database, userid: string): Promise<GroupRow[]> {
  const rows = await db
    .select({ group: chatGroups })
    .from(groupMembers)
    .innerJoin(chatGroups, eq(chatGroups.id, groupMembers.groupId))
    .where(and(eq(groupMembers.userid, userid.toLowerCase()), isNull(groupMembers.leftAt)))
    .orderBy(desc(groupMembers.groupId))
    .limit(MINE_MAX)
  return rows.map(({ group }) => group)
}

/** Groups per gram that are looked at: what very many have in common tells none of them apart. */
const PER_GRAM = 2000
const CANDIDATES = 30

/** Groups that share most grams with these. A bounded number of index rows, however many groups there are. */
export async function findByGrams(db: Database, grams: readonly string[]): Promise<GroupRow[]> {
  if (grams.length === 0) return []
  const wanted = sql`jsonb_array_elements_text(${JSON.stringify(grams)}::jsonb)`
  const result = await db.execute(sql`
    select found.group_id as id from ${wanted} as asked(gram) cross join lateral (
      select group_id from ${groupGrams} where ${groupGrams.gram} = asked.gram order by group_id limit ${PER_GRAM}
    ) as found
    group by found.group_id order by count(*) desc, found.group_id limit ${CANDIDATES}`)
  const ids = (result as unknown as { rows: { id: GroupId }[] }).rows.map(({ id }) => id)
  return ids.length === 0 ? [] : db.select().from(chatGroups).where(inArray(chatGroups.id, ids))
}

export type Due = 'charter' | 'expiry' | 'review' | 'late_review' | 'archived' | 'vacant'

const isRunning = sql`${chatGroups.state} in ('charter', 'active')`

/** What the round has to look at, a batch of each: by an index that holds nothing else. */
export const dueGroups = {
  charter: (db: Database, now: Date, limit: number) =>
    ids(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(and(eq(chatGroups.state, 'charter'), lt(chatGroups.charterDueAt, now), isNull(chatGroups.charterAskedDeputyAt)))
        .orderBy(chatGroups.charterDueAt)
        .limit(limit),
    ),
  /** Whose end is so near that somebody must hear of it who has not yet. */
  expiry: (db: Database, { day, notBefore }: { day: string; notBefore: number }, limit: number) =>
    ids(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(
          and(
            isRunning,
            sql`${chatGroups.expiresOn} <= ${day}::date`,
            sql`(${chatGroups.expiryTold} is null or ${chatGroups.expiryTold} > ${notBefore})`,
          ),
        )
        .orderBy(chatGroups.expiresOn)
        .limit(limit),
    ),
  over: (db: Database, today: string, limit: number) =>
    ids(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(and(isRunning, sql`${chatGroups.expiresOn} < ${today}::date`))
        .orderBy(chatGroups.expiresOn)
        .limit(limit),
    ),
  review: (db: Database, today: string, limit: number) =>
    ids(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(
          and(
            eq(chatGroups.state, 'active'),
            isNull(chatGroups.reviewOpenedAt),
            sql`${chatGroups.reviewDueOn} <= ${today}::date`,
          ),
        )
        .orderBy(chatGroups.reviewDueOn)
        .limit(limit),
    ),
  lateReview: (db: Database, now: Date, limit: number) =>
    ids(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(
          and(
            sql`${chatGroups.reviewOpenedAt} is not null`,
            lt(chatGroups.reviewCloseBy, now),
            lt(chatGroups.reviewRung, 2),
          ),
        )
        .orderBy(chatGroups.reviewCloseBy)
        .limit(limit),
    ),
  unrestorable: (db: Database, before: Date, limit: number) =>
    ids(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(and(eq(chatGroups.state, 'archived'), lt(chatGroups.archivedAt, before)))
        .orderBy(chatGroups.archivedAt)
        .limit(limit),
    ),
}

const ids = async (query: PromiseLike<{ id: GroupId }[]>): Promise<GroupId[]> => (await query).map(({ id }) => id)
