import { and, asc, eq, gte, lt, not, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { members } from '../../db/schema/index.ts'

/** By which key a member was found, and where the next page goes on: the last key and userid shown. */
export const searchKeys = ['nameKey', 'initials', 'pinyin'] as const
export type SearchKey = (typeof searchKeys)[number]
export type Position = { key: string; userid: string }

export type FoundMember = { userid: string; name: string; mainDepartmentId: number | null; key: string }

/** The last sign there is: everything that begins with a prefix sorts before prefix and this. */
const LAST_SIGN = '\u{10ffff}'

const beginsWith = (key: SearchKey, prefix: string): SQL | undefined =>
  and(gte(members[key], prefix), lt(members[key], prefix + LAST_SIGN))

/**
 * Active members whose key begins with the prefix, in the order of the key: one range of one index, however large the
 * company. `butNot` leaves out whom an earlier key has found already.
 */
export async function findByPrefix(
  db: Database,
  search: { key: SearchKey; prefix: string; butNot: readonly { key: SearchKey; prefix: string }[] },
  after: Position | null,
  limit: number,
): Promise<FoundMember[]> {
  const column = members[search.key]
  const seen = search.butNot.flatMap(({ key, prefix }) => beginsWith(key, prefix) ?? [])
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
        seen.length === 0 ? undefined : not(or(...seen) ?? sql`false`),
        after === null ? undefined : sql`(${column}, ${members.userid}) > (${after.key}, ${after.userid})`,
      ),
    )
    .orderBy(asc(column), asc(members.userid))
    .limit(limit)
}
