import { and, desc, lt, type SQL, sql } from 'drizzle-orm'
import { textArray } from '../../db/json-parameters.ts'
import type { Database } from '../../db/database.ts'
import { auditEntries } from '../../db/schema/index.ts'
import { entriesOfKey, keysOfPeople, matches, type ResolvedFilter, toReadable } from './entry-queries.ts'
import type { EntryRow } from './chain/chain-queries.ts'

/** `before`: the last entry of the previous page; null for the first page. */
type Page = { before: number | null; limit: number }

/**
 * Lists entries, newest first. Each filter has an index from which only the newest entries are read, however large the audit is.
 * A filter by people or by actions reads the newest entries of each of them.
 */
export async function listNewest(db: Database, { people, ...filter }: ResolvedFilter, page: Page): Promise<EntryRow[]> {
  if (people !== undefined) return listUnion(db, queriesForPeople(people, filter, page), page.limit)
  if (filter.from !== undefined || filter.to !== undefined) return listByTime(db, filter, page)
  if (filter.actions !== undefined) return listUnion(db, [queryForActions(filter, page)], page.limit)
  return toReadable(
    db,
    await db
      .select()
      .from(auditEntries)
      .where(and(matches(filter), isBefore(page)))
      .orderBy(desc(auditEntries.seq))
      .limit(page.limit),
  )
}

/** Lists entries by time, newest first. Entries of one transaction have the same time, so their numbers decide. */
async function listByTime(db: Database, filter: ResolvedFilter, { before, limit }: Page): Promise<EntryRow[]> {
  const isOlder =
    before === null
      ? undefined
      : sql`(${auditEntries.at}, ${auditEntries.seq}) < (
          (select last.at from ${auditEntries} last where last.seq = ${before}::bigint), ${before}::bigint)`
  const rows = await db
    .select()
    .from(auditEntries)
    .where(and(matches(filter), isOlder))
    .orderBy(desc(auditEntries.at), desc(auditEntries.seq))
    .limit(limit)
  return toReadable(db, rows)
}

async function listUnion(db: Database, queries: readonly SQL[], limit: number): Promise<EntryRow[]> {
  const newest = sql`select seq from (${sql.join([...queries], sql` union `)}) found order by seq desc limit ${limit}`
  const rows = await db
    .select()
    .from(auditEntries)
    .where(sql`${auditEntries.seq} = any(array(${newest}))`)
    .orderBy(desc(auditEntries.seq))
  return toReadable(db, rows)
}

/** Returns an SQL query for the numbers of the newest entries of each key that match; `entries`: SQL of the entries of `key`. */
const newestOfEach = (keys: readonly string[], entries: SQL, where: SQL | undefined, limit: number): SQL =>
  sql`select newest.seq from unnest(${textArray(keys)}) as key cross join lateral (
    select seq from ${entries}${where && sql` where ${where}`}
    order by seq desc limit ${limit}) newest`

const isBefore = ({ before }: Page): SQL | undefined => (before === null ? undefined : lt(auditEntries.seq, before))

function queriesForPeople(people: NonNullable<ResolvedFilter['people']>, filter: ResolvedFilter, page: Page): SQL[] {
  return keysOfPeople(people).map(({ keys, equals }) => {
    const entries = entriesOfKey(and(equals(sql`key`), isBefore(page)))
    return newestOfEach(keys, entries, matches(filter), page.limit)
  })
}

const queryForActions = ({ actions = '', ...filter }: ResolvedFilter, page: Page): SQL => {
  const where = and(sql`${auditEntries.action} = key`, matches(filter), isBefore(page))
  return newestOfEach([...new Set(actions.split(','))], sql`${auditEntries}`, where, page.limit)
}
