import type { RegistryOrder } from '@desk/shared/groups/registry-schemas'
import type { GroupState } from '@desk/shared/groups/group-states'
import type { GroupId } from '@desk/shared/kernel/ids'
import { and, asc, desc, eq, inArray, isNotNull, or, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { chatGroups, groupGrams } from '../../../db/schema/index.ts'
import { listedColumns, type ListedGroup } from './group-queries.ts'

/** What a search means: groups with all grams of one list, and groups of these owners. */
export type RegistrySearch = { grams: readonly (readonly string[])[]; owners: readonly string[] }
export type RegistryPage = {
  search: RegistrySearch | null
  state: GroupState | undefined
  order: RegistryOrder
  /** The sort value and the id of the last group shown. */
  after: { value: string; id: GroupId } | null
  limit: number
}

/** Groups that a search considers, newest first: more are found by a longer text. */
const FOUND_MAX = 2000

const withAllGrams = (db: Database, grams: readonly string[]) =>
  db
    .select({ id: groupGrams.groupId })
    .from(groupGrams)
    .where(inArray(groupGrams.gram, [...grams]))
    .groupBy(groupGrams.groupId)
    .having(sql`count(*) = ${grams.length}`)
    .orderBy(desc(groupGrams.groupId))
    .limit(FOUND_MAX)

const isFound = (db: Database, { grams, owners }: RegistrySearch) =>
  or(
    sql`false`,
    ...grams.map((all) => inArray(chatGroups.id, withAllGrams(db, all))),
    owners.length === 0
      ? undefined
      : inArray(
          sql`lower(${chatGroups.ownerId})`,
          owners.map((userid) => userid.toLowerCase()),
        ),
  )

/** Lists groups of the company in an order that an index gives. */
export function listRegistry(
  db: Database,
  { search, state, order, after, limit }: RegistryPage,
): Promise<ListedGroup[]> {
  const byEnd = order.endsWith('expiresOn')
  const isDescending = order.startsWith('-')
  const column = byEnd ? chatGroups.expiresOn : chatGroups.createdAt
  const [direction, operator] = isDescending ? [desc, sql`<`] : [asc, sql`>`]
  const last = after && (byEnd ? sql`${after.value}::date` : sql`${after.value}::timestamptz`)
  return db
    .select(listedColumns)
    .from(chatGroups)
    .where(
      and(
        state && eq(chatGroups.state, state),
        byEnd ? and(inArray(chatGroups.state, ['charter', 'active']), isNotNull(chatGroups.expiresOn)) : undefined,
        search === null ? undefined : isFound(db, search),
        after === null ? undefined : sql`(${column}, ${chatGroups.id}) ${operator} (${last}, ${after.id})`,
      ),
    )
    .orderBy(direction(column), direction(chatGroups.id))
    .limit(limit)
}
