import { and, asc, eq, gte, lt, not, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { members } from '../../db/schema/index.ts'

/** Columns that a search can match. A `Position` is the last key and userid shown, after which the next page starts. */
export const searchKeys = ['nameKey', 'initials', 'pinyin'] as const
export type SearchKey = (typeof searchKeys)[number]
export type Position = { key: string; userid: string }

export type FoundMember = { userid: string; name: string; mainDepartmentId: number | null; key: string }

/** Highest code point: every key with the prefix sorts before the prefix followed by it. */
const LAST_CHARACTER = '\u{10ffff}'

const beginsWith = (key: SearchKey, prefix: string): SQL | undefined =>
  and(gte(members[key], prefix), lt(members[key], prefix + LAST_CHARACTER))

/**
 * Lists active members whose key begins with the prefix, ordered by key. The query reads one range of one index, whatever
 * the size of the company. `excluded` omits members that an earlier key has found.
 */
export async function findByPrefix(
  db: Database,
  search: { key: SearchKey; prefix: string; excluded: readonly { key: SearchKey; prefix: string }[] },
  after: Position | null,
  limit: number,
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
        eq(members.status, 1),
        beginsWith(search.key, search.prefix),
        found.length === 0 ? undefined : not(or(...found) ?? sql`false`),
        after === null ? undefined : sql`(${column}, ${members.userid}) > (${after.key}, ${after.userid})`,
      ),
    )
    .orderBy(asc(column), asc(members.userid))
    .limit(limit)
}
