import type { GroupId, RequestId } from '@desk/shared/kernel/ids'
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { chatGroups, groupGrams, groupMembers, groupPlaces, requests } from '../../../db/schema/index.ts'

export type GroupRow = typeof chatGroups.$inferSelect
export type GroupMemberRow = typeof groupMembers.$inferSelect
export type NewGroup = typeof chatGroups.$inferInsert

/** What a row of a list shows; a list reads no more. */
export const listedColumns = {
  id: chatGroups.id,
  name: chatGroups.name,
  state: chatGroups.state,
  origin: chatGroups.origin,
  ownerId: chatGroups.ownerId,
  deputyId: chatGroups.deputyId,
  memberCount: chatGroups.memberCount,
  goneCount: chatGroups.goneCount,
  createdAt: chatGroups.createdAt,
  expiresOn: chatGroups.expiresOn,
  reviewOpenedAt: chatGroups.reviewOpenedAt,
  reviewCloseBy: chatGroups.reviewCloseBy,
  reviewEscalationStep: chatGroups.reviewEscalationStep,
  vacantSince: chatGroups.vacantSince,
  isApplying: chatGroups.isApplying,
  declined: chatGroups.declined,
}
export type ListedGroup = Pick<GroupRow, keyof typeof listedColumns>

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

/** Who asked for the group; null: nobody did here. */
export async function findApplicant(db: Database, requestId: RequestId | null): Promise<string | null> {
  if (requestId === null) return null
  const [row] = await db.select({ userid: requests.applicantId }).from(requests).where(eq(requests.id, requestId))
  return row?.userid ?? null
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
  if (patch.reviewOpenedAt !== undefined || patch.reviewEscalationStep !== undefined) await noteLate(tx, saved)
  return saved
}

/** Those who answer for its departments find a review that went up by an index of their own. */
async function noteLate(tx: Tx, { id, reviewOpenedAt, reviewEscalationStep }: GroupRow): Promise<void> {
  const lateSince = reviewEscalationStep > 0 ? reviewOpenedAt : null
  await tx
    .update(groupPlaces)
    .set({ lateSince })
    .where(
      and(
        eq(groupPlaces.groupId, id),
        sql`${groupPlaces.lateSince} is distinct from ${lateSince?.toISOString() ?? null}::timestamptz`,
      ),
    )
}

/** What no decision hangs on leaves the version as it is: the view on somebody's screen stays good. */
export async function noteOnGroup(tx: Tx, group: GroupRow, patch: GroupPatch): Promise<GroupRow> {
  const [saved] = await tx.update(chatGroups).set(patch).where(eq(chatGroups.id, group.id)).returning()
  if (!saved) throw new Error('A locked group is gone')
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
      and(eq(groupMembers.groupId, groupId), isNull(groupMembers.leftAt), sql`${groupMembers.goneReason} is not null`),
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
  db.$count(
    chatGroups,
    sql`${chatGroups.createdAt} >= ${since.toISOString()}::timestamptz and ${chatGroups.origin} = 'api'`,
  )
