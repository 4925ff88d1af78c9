import type { GroupId } from '@desk/shared/kernel/ids'
import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { chatGroups, groupGrams, groupMembers, groupPlaces } from '../../../db/schema/index.ts'
import { type GroupRow, listedColumns, type ListedGroup } from './group-queries.ts'

type Page = { limit: number; before: { at: Date; id: GroupId } | null }

const isOlder = ({ before }: Page) =>
  before === null
    ? undefined
    : sql`(${groupPlaces.createdAt}, ${groupPlaces.groupId}) < (${before.at.toISOString()}::timestamptz, ${before.id})`

/** Lists the groups of these departments and those below them, newest first, by one index range per department. */
export async function listGroupsUnder(
  db: Database,
  departmentIds: readonly number[],
  page: Page,
): Promise<ListedGroup[]> {
  const perDepartment = await Promise.all(
    departmentIds.map((departmentId) =>
      db
        .select({ id: groupPlaces.groupId, at: groupPlaces.createdAt })
        .from(groupPlaces)
        .where(and(eq(groupPlaces.departmentId, departmentId), isOlder(page)))
        .orderBy(desc(groupPlaces.createdAt), desc(groupPlaces.groupId))
        .limit(page.limit),
    ),
  )
  const found = new Map(perDepartment.flat().map(({ id, at }) => [id, at]))
  const newest = [...found]
    .sort(([aId, aAt], [bId, bAt]) => bAt.getTime() - aAt.getTime() || (bId < aId ? -1 : 1))
    .slice(0, page.limit)
    .map(([id]) => id)
  return listGroupsById(db, newest)
}

/** Lists these groups in the given order. */
export async function listGroupsById(db: Database, ids: readonly GroupId[]): Promise<ListedGroup[]> {
  if (ids.length === 0) return []
  const rows = await db
    .select(listedColumns)
    .from(chatGroups)
    .where(inArray(chatGroups.id, [...ids]))
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

/** Maximum number of listed groups of one person. */
const MAX_OWN = 100

/** Lists the groups that this person owns or is deputy of. */
export function listOwnGroups(db: Database, userid: string): Promise<ListedGroup[]> {
  return db
    .select(listedColumns)
    .from(chatGroups)
    .where(or(matchesUserid(chatGroups.ownerId, userid), matchesUserid(chatGroups.deputyId, userid)))
    .orderBy(desc(chatGroups.id))
    .limit(MAX_OWN)
}

/** Lists the groups of which this person is a member. */
export function listGroupsOf(db: Database, userid: string): Promise<ListedGroup[]> {
  return db
    .select(listedColumns)
    .from(groupMembers)
    .innerJoin(chatGroups, eq(chatGroups.id, groupMembers.groupId))
    .where(and(eq(groupMembers.userid, userid.toLowerCase()), isNull(groupMembers.leftAt)))
    .orderBy(desc(groupMembers.groupId))
    .limit(MAX_OWN)
}

/** Maximum number of groups read per gram: a gram that very many groups share distinguishes none of them. */
const PER_GRAM = 2000
/** Maximum number of groups returned. */
const CANDIDATES_MAX = 30

/** Returns the groups that share the most of these grams. Reads a bounded number of index rows. */
export async function findByGrams(db: Database, grams: readonly string[]): Promise<GroupRow[]> {
  if (grams.length === 0) return []
  const searchGrams = sql`jsonb_array_elements_text(${JSON.stringify(grams)}::jsonb)`
  const found = await rowsOf<{ id: GroupId }>(
    db,
    sql`
    select found.group_id as id from ${searchGrams} as asked(gram) cross join lateral (
      select group_id from ${groupGrams} where ${groupGrams.gram} = asked.gram order by group_id limit ${PER_GRAM}
    ) as found
    group by found.group_id order by count(*) desc, found.group_id limit ${CANDIDATES_MAX}`,
  )
  const ids = found.map(({ id }) => id)
  return ids.length === 0 ? [] : db.select().from(chatGroups).where(inArray(chatGroups.id, ids))
}
