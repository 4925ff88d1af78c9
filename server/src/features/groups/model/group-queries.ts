import type { GroupId, RequestId } from '@desk/shared/kernel/ids'
import { and, asc, eq, gte, inArray, isNull, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { chatGroups, groupGrams, groupMembers, groupPlaces, requests } from '../../../db/schema/index.ts'

export type GroupRow = typeof chatGroups.$inferSelect
export type GroupMemberRow = typeof groupMembers.$inferSelect
export type NewGroup = typeof chatGroups.$inferInsert

/** Columns of a row in a list; lists read no others. */
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

/** Inserts the group with its search keys. Returns false when its request, or its key, has created one already. */
export async function insertGroup(tx: Tx, row: NewGroup, grams: readonly string[]): Promise<boolean> {
  const inserted = await tx.insert(chatGroups).values(row).onConflictDoNothing().returning({ id: chatGroups.id })
  if (inserted.length === 0) return false
  const { id: groupId, createdAt } = row
  const departmentRows = row.departmentPath.map((departmentId) => ({ departmentId, createdAt, groupId }))
  if (departmentRows.length > 0) await tx.insert(groupPlaces).values(departmentRows)
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

/** Removes the search keys, so that the group is no longer suggested as similar. */
export const deleteGrams = (tx: Tx, groupId: GroupId): Promise<unknown> =>
  tx.delete(groupGrams).where(eq(groupGrams.groupId, groupId))

/** Returns the group that this person declared with this key. @throws Error when there is none */
export async function requireDeclared(
  tx: Tx,
  { ownerId, idempotencyKey }: Pick<GroupRow, 'ownerId' | 'idempotencyKey'>,
): Promise<GroupId> {
  const isSameKey = and(eq(chatGroups.ownerId, ownerId), eq(chatGroups.idempotencyKey, idempotencyKey ?? ''))
  const [row] = await tx.select({ id: chatGroups.id }).from(chatGroups).where(isSameKey)
  if (!row) throw new Error('No group has this key')
  return row.id
}

export async function findGroupOfRequest(db: Database, requestId: RequestId): Promise<GroupRow | null> {
  const [row] = await db.select().from(chatGroups).where(eq(chatGroups.requestId, requestId))
  return row ?? null
}

/** Returns the applicant of the group's request; null without a request. */
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
  if (!row) throw new Error(`Group ${id} does not exist`)
  return row
}

/** Locks the group until the transaction ends. */
export async function lockGroup(tx: Tx, id: GroupId): Promise<GroupRow | null> {
  const [row] = await tx.select().from(chatGroups).where(eq(chatGroups.id, id)).for('update')
  return row ?? null
}

export type GroupPatch = Partial<Omit<GroupRow, 'id' | 'version'>>

/** Saves a locked group as a new version. @throws Error when the version is not the one that was locked */
export async function saveGroup(tx: Tx, group: GroupRow, patch: GroupPatch): Promise<GroupRow> {
  const [saved] = await tx
    .update(chatGroups)
    .set({ ...patch, version: group.version + 1 })
    .where(and(eq(chatGroups.id, group.id), eq(chatGroups.version, group.version)))
    .returning()
  if (!saved) throw new Error('A locked group was written by another transaction')
  if (patch.reviewOpenedAt !== undefined || patch.reviewEscalationStep !== undefined) await updateLateSince(tx, saved)
  return saved
}

/** Stores since when an escalated review is open, so that the list of an admin reads it from an index of its own. */
async function updateLateSince(tx: Tx, { id, reviewOpenedAt, reviewEscalationStep }: GroupRow): Promise<void> {
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

/** Writes columns on which no decision depends, without a new version: a displayed version stays valid. */
export async function patchGroup(tx: Tx, group: GroupRow, patch: GroupPatch): Promise<GroupRow> {
  const [saved] = await tx.update(chatGroups).set(patch).where(eq(chatGroups.id, group.id)).returning()
  if (!saved) throw new Error('A locked group does not exist')
  return saved
}

/** Lists the members, as they were last read from WeCom. */
export function listGroupMembers(db: Database, groupId: GroupId): Promise<GroupMemberRow[]> {
  return db
    .select()
    .from(groupMembers)
    .where(and(eq(groupMembers.groupId, groupId), isNull(groupMembers.leftAt)))
    .orderBy(asc(groupMembers.userid))
}

/** Lists members who are removed with the archive and return with a restoration, and people who join but are not in WeCom yet. */
export function listArchivedMembers(db: Database, groupId: GroupId): Promise<GroupMemberRow[]> {
  return db
    .select()
    .from(groupMembers)
    .where(and(eq(groupMembers.groupId, groupId), eq(groupMembers.isArchived, true)))
    .orderBy(asc(groupMembers.userid))
}

/** Lists members whose reason for membership no longer applies, also if their removal is decided: the content of a review. */
export function listDrifted(db: Database, groupId: GroupId): Promise<GroupMemberRow[]> {
  return db
    .select()
    .from(groupMembers)
    .where(
      and(eq(groupMembers.groupId, groupId), isNull(groupMembers.leftAt), sql`${groupMembers.goneReason} is not null`),
    )
    .orderBy(asc(groupMembers.userid))
}

/** Rows per statement, which keeps the number of parameters far below PostgreSQL's limit. */
const BATCH_SIZE = 500

/** Inserts members, or resets those who return. */
export async function putMembers(tx: Tx, rows: readonly (typeof groupMembers.$inferInsert)[]): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH_SIZE)
    await tx
      .insert(groupMembers)
      .values(rows.slice(from, from + BATCH_SIZE))
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
  for (let from = 0; from < keys.length; from += BATCH_SIZE)
    await tx
      .update(groupMembers)
      .set(patch)
      .where(and(eq(groupMembers.groupId, groupId), inArray(groupMembers.userid, keys.slice(from, from + BATCH_SIZE))))
}

/** Counts the members, and those whose reason no longer applies, for the columns that lists show. */
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

/** Counts the members whose reason no longer applies and whose removal is not decided. */
export const countUndecided = (tx: Tx, groupId: GroupId): Promise<number> =>
  tx.$count(
    groupMembers,
    and(
      eq(groupMembers.groupId, groupId),
      isNull(groupMembers.leftAt),
      isNull(groupMembers.removeAt),
      sql`${groupMembers.goneReason} is not null`,
    ),
  )

/** Counts the groups that the app created since an instant. */
export const countCreatedSince = (db: Database, since: Date): Promise<number> =>
  db.$count(
    chatGroups,
    sql`${chatGroups.createdAt} >= ${since.toISOString()}::timestamptz and ${chatGroups.origin} = 'api'`,
  )

/** Counts the groups that this person requested since an instant, whatever the outcome. */
export const countGroupRequestsSince = (db: Database, applicantId: string, since: Date): Promise<number> =>
  db.$count(
    requests,
    and(eq(requests.applicantId, applicantId), eq(requests.kind, 'group_create'), gte(requests.createdAt, since)),
  )
