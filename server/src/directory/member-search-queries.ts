import { and, asc, eq, gte, lt, ne, not, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { intArray } from '../db/json-parameters.ts'
import { departments, members } from '../db/schema/index.ts'
import { type NameKeys, nameKeyOf } from './name-search-keys.ts'
import { ACTIVE } from './member-drift.ts'

/** Columns that a search can match. */
export const searchKeys = ['nameKey', 'initials', 'pinyin'] as const satisfies (keyof NameKeys)[]
type SearchKey = (typeof searchKeys)[number]
export type Search = { key: SearchKey; prefix: string }
/** The last key and userid shown, after which the next page starts. */
export type Position = { key: string; userid: string }

/** Returns the searches for a query, in order: initials, then pinyin for Latin letters; otherwise the name. */
export function searchesFor(q: string): readonly Search[] {
  const letters = q.toLowerCase().replace(/[\s·'’-]/g, '')
  return /^[a-z0-9]+$/.test(letters)
    ? [
        { key: 'initials', prefix: letters },
        { key: 'pinyin', prefix: letters },
      ]
    : [{ key: 'nameKey', prefix: nameKeyOf(q) }]
}

export type FoundMember = { userid: string; name: string; mainDepartmentId: number | null; key: string }

/** Highest code point: every key with the prefix sorts before the prefix followed by it. */
const LAST_CHARACTER = '\u{10ffff}'

const beginsWith = (key: SearchKey, prefix: string): SQL | undefined =>
  and(gte(members[key], prefix), lt(members[key], prefix + LAST_CHARACTER))

const isWithin = (above: readonly number[]): SQL =>
  sql`${members.mainDepartmentId} in (select ${departments.id} from ${departments}
    where ${departments.path} && ${intArray(above)})`

/**
 * Lists members, active or not, whose key begins with the prefix, ordered by key. The query reads one range of one index, whatever
 * the size of the company. `excluded` omits members that an earlier key has found, `within` those outside these departments and
 * the ones below.
 */
export async function findByPrefix(
  db: Database,
  search: Search & { excluded: readonly Search[]; within?: readonly number[] | null },
  after: Position | null,
  limit: number,
  isActive = true,
): Promise<FoundMember[]> {
  const column = members[search.key]
  const found = search.excluded.flatMap(({ key, prefix }) => beginsWith(key, prefix) ?? [])
  return db
    .select({
      userid: members.userid,
      name: members.name,
      mainDepartmentId: members.mainDepartmentId,
      key: column,
    })
    .from(members)
    .where(
      and(
        isActive ? eq(members.status, ACTIVE) : ne(members.status, ACTIVE),
        beginsWith(search.key, search.prefix),
        search.within ? isWithin(search.within) : undefined,
        found.length === 0 ? undefined : not(or(...found) ?? sql`false`),
        after === null ? undefined : sql`(${column}, ${members.userid}) > (${after.key}, ${after.userid})`,
      ),
    )
    .orderBy(asc(column), asc(members.userid))
    .limit(limit)
}

const keyColumns = { nameKey: 'name_key', initials: 'initials', pinyin: 'pinyin' } as const

/** Maximum number of members that a list considers per index; a longer query finds the others. */
const FOUND_MAX = 2000

/** Active members, and all others, have their keys in different indexes. */
const statuses = [sql`status = 1`, sql`status <> 1`]

/**
 * Returns the SQL condition on `members`: among the first members, active or not, whose name, pinyin or initials begin with
 * the query. Each key reads one range of each of its indexes: with `or`, a query that finds nobody would read all members
 * in the order of another index.
 */
export function isFoundBy(q: string): SQL {
  const found = searchesFor(q).flatMap(({ key, prefix }) => {
    const column = sql.raw(keyColumns[key])
    return statuses.map(
      (status) => sql`(select userid from ${members} where ${status} and ${column} >= ${prefix}
      and ${column} < ${prefix + LAST_CHARACTER} order by ${column}, userid limit ${FOUND_MAX})`,
    )
  })
  return sql`${members.userid} in (${sql.join(found, sql` union `)})`
}
