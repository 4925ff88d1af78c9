import { mayBeAccount } from '@desk/shared/audit-entries/object-names'
import { and, desc, lt, notInArray, type SQL, sql } from 'drizzle-orm'
import { textArray } from '../../db/json-parameters.ts'
import type { Database } from '../../db/database.ts'
import { auditEntries } from '../../db/schema/index.ts'
import { anonymousActions } from '../../kernel/audit/anonymous-actions.ts'
import { matches, type ResolvedFilter, toReadable } from './entry-queries.ts'
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
  const isBefore = page.before === null ? undefined : lt(auditEntries.seq, page.before)
  return toReadable(
    db,
    await db
      .select()
      .from(auditEntries)
      .where(and(matches(filter), isBefore))
      .orderBy(desc(auditEntries.seq))
      .limit(page.limit),
  )
}

/** Lists entries by time, newest first. Entries of one transaction have the same time, so their numbers decide. */
async function listByTime(db: Database, filter: ResolvedFilter, { before, limit }: Page): Promise<EntryRow[]> {
  const isBefore =
    before === null
      ? undefined
      : sql`(${auditEntries.at}, ${auditEntries.seq}) < (
          (select last.at from ${auditEntries} last where last.seq = ${before}::bigint), ${before}::bigint)`
  const rows = await db
    .select()
    .from(auditEntries)
    .where(and(matches(filter), isBefore))
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

/** Returns an SQL query for the numbers of the newest entries of each key; `matchesKey` compares a column with `key`. */
const newestOfEach = (
  keys: readonly string[],
  matchesKey: SQL,
  { filter, page: { before, limit } }: { filter: SQL | undefined; page: Page },
): SQL => sql`select newest.seq from unnest(${textArray(keys)}) as key cross join lateral (
    select seq from ${auditEntries}
    where ${and(matchesKey, filter, before === null ? undefined : lt(auditEntries.seq, before))}
    order by seq desc limit ${limit}) newest`

/**
 * Returns the keys of entries by and about people, each with the SQL condition that compares an indexed column with `key`. Anonymous
 * actions never match, since a match would reveal the reporter.
 */
export function keysOfPeople({ userids, signers, closings }: NonNullable<ResolvedFilter['people']>) {
  const subject = sql`${auditEntries.details} ->> 'userid'`
  const isNamed = notInArray(auditEntries.action, [...anonymousActions])
  return [
    { keys: [...userids, ...signers], matchesKey: sql`${auditEntries.actor} = key and ${isNamed}` },
    {
      keys: userids.map((userid) => userid.toLowerCase()),
      matchesKey: sql`lower(${subject}) = key and ${subject} is not null and ${isNamed}`,
    },
    {
      keys: [...userids.filter(mayBeAccount), ...closings],
      matchesKey: sql`${auditEntries.object} = key and ${isNamed}`,
    },
  ]
}

function queriesForPeople(people: NonNullable<ResolvedFilter['people']>, filter: ResolvedFilter, page: Page): SQL[] {
  return keysOfPeople(people).map(({ keys, matchesKey }) =>
    newestOfEach(keys, matchesKey, { filter: matches(filter), page }),
  )
}

const queryForActions = ({ actions = '', ...filter }: ResolvedFilter, page: Page): SQL =>
  newestOfEach([...new Set(actions.split(','))], sql`${auditEntries.action} = key`, { filter: matches(filter), page })
