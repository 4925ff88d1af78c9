import type { RegistryOrder } from '@desk/shared/groups/registry-schemas'
import type { GroupState } from '@desk/shared/groups/group-states'
import type { GroupId } from '@desk/shared/kernel/ids'
import { and, asc, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { chatGroups, groupGrams } from '../../../db/schema/index.ts'
import { listedColumns, type ListedGroup } from './group-queries.ts'

/** What a search means: groups with all grams of one list, and groups of these owners. */
export type RegistrySearch = { grams: readonly (readonly string[])[]; owners: readonly string[] }

type RegistryPage = {
  /** Only these groups are listed; null: all. */
  ids: readonly GroupId[] | null
  state: GroupState | undefined
  order: RegistryOrder
  /** The sort value and the id of the last group shown. */
  after: { value: string; id: GroupId } | null
  limit: number
}

/** Maximum number of groups read per gram, the newest first. */
const PER_GRAM = 2000
/** Maximum number of groups that a search finds: the newest. A longer text finds older ones. */
const FOUND_MAX = 500

async function findByAllGrams(db: Database, grams: readonly string[]): Promise<GroupId[]> {
  const rows = await rowsOf<{ id: GroupId }>(
    db,
    sql`
    select found.group_id as id
    from jsonb_array_elements_text(${JSON.stringify(grams)}::jsonb) as asked(gram)
    cross join lateral (
      select group_id from ${groupGrams} where ${groupGrams.gram} = asked.gram
      order by group_id desc limit ${PER_GRAM}
    ) as found
    group by found.group_id having count(*) = ${grams.length}`,
  )
  return rows.map(({ id }) => id)
}

async function findByOwners(db: Database, owners: readonly string[]): Promise<GroupId[]> {
  if (owners.length === 0) return []
  const keys = owners.map((userid) => userid.toLowerCase())
  const rows = await db
    .select({ id: chatGroups.id })
    .from(chatGroups)
    .where(inArray(sql`lower(${chatGroups.ownerId})`, keys))
    .orderBy(desc(chatGroups.id))
    .limit(FOUND_MAX)
  return rows.map(({ id }) => id)
}

/** Returns the ids of the groups that a search finds, at most `FOUND_MAX`, newest first. Reads a bounded number of index rows. */
export async function findGroups(db: Database, { grams, owners }: RegistrySearch): Promise<GroupId[]> {
  const found = [await findByOwners(db, owners)]
  for (const required of grams) found.push(await findByAllGrams(db, required))
  return [...new Set(found.flat())].toSorted((a, b) => (a < b ? 1 : -1)).slice(0, FOUND_MAX)
}

/** Lists groups of the company in an order for which there is an index. */
export function listRegistry(db: Database, { ids, state, order, after, limit }: RegistryPage): Promise<ListedGroup[]> {
  const isByExpiry = order.endsWith('expiresOn')
  const isDescending = order.startsWith('-')
  const column = isByExpiry ? chatGroups.expiresOn : chatGroups.createdAt
  const [direction, operator] = isDescending ? [desc, sql`<`] : [asc, sql`>`]
  const last = after && (isByExpiry ? sql`${after.value}::date` : sql`${after.value}::timestamptz`)
  return db
    .select(listedColumns)
    .from(chatGroups)
    .where(
      and(
        state && eq(chatGroups.state, state),
        isByExpiry ? and(inArray(chatGroups.state, ['charter', 'active']), isNotNull(chatGroups.expiresOn)) : undefined,
        ids === null ? undefined : inArray(chatGroups.id, [...ids]),
        after === null ? undefined : sql`(${column}, ${chatGroups.id}) ${operator} (${last}, ${after.id})`,
      ),
    )
    .orderBy(direction(column), direction(chatGroups.id))
    .limit(limit)
}
