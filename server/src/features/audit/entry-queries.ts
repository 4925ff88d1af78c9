import type { AuditFilter } from '@desk/shared/audit/audit-schemas'
import { mayBeAccount } from '@desk/shared/audit-entries/object-names'
import { and, asc, eq, gt, gte, inArray, lt, lte, notInArray, or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { textArray } from '../../db/json-parameters.ts'
import type { Database } from '../../db/database.ts'
import { accountClosings, auditEntries, policySigners } from '../../db/schema/index.ts'
import { withStoredTexts } from '../../kernel/audit/audit-texts-queries.ts'
import { ANONYMOUS_REPORTER, anonymousActions } from '../../kernel/audit/anonymous-actions.ts'
import type { EntryRow } from './chain/chain-queries.ts'

/** The filter of a query: a name is replaced by the accounts that it may mean, with their signers and their closings. */
export type ResolvedFilter = Omit<AuditFilter, 'who'> & {
  people?: { userids: string[]; signers: string[]; closings: string[] }
}

/** Filters by actor. Anonymous actions never match a userid, since a match would reveal the reporter. */
const isBy = (actor: string): SQL | undefined =>
  actor === ANONYMOUS_REPORTER
    ? inArray(auditEntries.action, [...anonymousActions])
    : and(eq(auditEntries.actor, actor), notInArray(auditEntries.action, [...anonymousActions]))

const isAnonymous = ({ action }: EntryRow) => anonymousActions.some((act) => act === action)

/** Hides the reporter of anonymous actions, which earlier releases stored, and adds the erasable texts. */
export const toReadable = (db: Database, rows: readonly EntryRow[]): Promise<EntryRow[]> =>
  withStoredTexts(
    db,
    rows.map((row) => (isAnonymous(row) ? { ...row, actor: ANONYMOUS_REPORTER } : row)),
  )

type People = NonNullable<ResolvedFilter['people']>

/**
 * Returns the keys of entries by and about people, each with the SQL condition that an indexed column equals a key. Anonymous
 * actions never match, since a match would reveal the reporter.
 */
export function keysOfPeople({ userids, signers, closings }: People) {
  const subject = sql`${auditEntries.details} ->> 'userid'`
  const isNamed = notInArray(auditEntries.action, [...anonymousActions])
  return [
    { keys: [...userids, ...signers], equals: (key: SQL) => sql`${auditEntries.actor} = ${key} and ${isNamed}` },
    {
      keys: userids.map((userid) => userid.toLowerCase()),
      equals: (key: SQL) => sql`lower(${subject}) = ${key} and ${subject} is not null and ${isNamed}`,
    },
    {
      keys: [...userids.filter(mayBeAccount), ...closings],
      equals: (key: SQL) => sql`${auditEntries.object} = ${key} and ${isNamed}`,
    },
  ]
}

/** Matches entries by or about these people. */
const concerns = (people: People): SQL | undefined =>
  or(...keysOfPeople(people).map(({ keys, equals }) => sql`(${equals(sql`any(${textArray(keys)})`)})`))

/**
 * Returns the entries of one key as SQL, newest first. Other conditions apply outside: the entries of a person are few, and a
 * generic plan, which knows no values, would read all entries of a day or of an action instead.
 */
export const entriesOfKey = (isOfKey: SQL | undefined): SQL =>
  sql`(select * from ${auditEntries} where ${isOfKey} order by ${auditEntries.seq} desc offset 0) as audit_entries`

export const matches = ({ people, actor, action, actions, object, from, to }: ResolvedFilter): SQL | undefined =>
  and(
    people === undefined ? undefined : concerns(people),
    actions === undefined ? undefined : inArray(auditEntries.action, actions.split(',')),
    actor === undefined ? undefined : isBy(actor),
    action === undefined ? undefined : eq(auditEntries.action, action),
    object === undefined ? undefined : eq(auditEntries.object, object),
    from === undefined ? undefined : gte(auditEntries.at, new Date(from)),
    to === undefined ? undefined : lt(auditEntries.at, new Date(to)),
  )

/** Lists entries above `after` and up to `upTo`, oldest first. The upper limit ends an export during concurrent writes. */
export const listOldest = async (
  db: Database,
  filter: ResolvedFilter,
  range: { after: number; upTo: number },
  limit: number,
): Promise<EntryRow[]> => {
  const rows = await db
    .select()
    .from(auditEntries)
    .where(and(matches(filter), gt(auditEntries.seq, range.after), lte(auditEntries.seq, range.upTo)))
    .orderBy(asc(auditEntries.seq))
    .limit(limit)
  return toReadable(db, rows)
}

export const hasEntry = async (db: Database, seq: number): Promise<boolean> =>
  (await db.$count(auditEntries, eq(auditEntries.seq, seq))) > 0

export const countEntries = (db: Database, filter: ResolvedFilter, upTo: number): Promise<number> =>
  db.$count(auditEntries, and(matches(filter), lte(auditEntries.seq, upTo)))

const matchesUserid = (column: PgColumn, userids: readonly string[]): SQL =>
  sql`lower(${column}) = any(${textArray(userids.map((userid) => userid.toLowerCase()))})`

/** Lists the pseudonyms under which these people sign. */
export async function listSignersOf(db: Database, userids: readonly string[]): Promise<string[]> {
  if (userids.length === 0) return []
  const rows = await db
    .select({ person: policySigners.person })
    .from(policySigners)
    .where(matchesUserid(policySigners.userid, userids))
  return rows.map(({ person }) => person)
}

/** Lists the ids of the closings and transfers of these accounts. */
export async function listClosingsOf(db: Database, userids: readonly string[]): Promise<string[]> {
  if (userids.length === 0) return []
  const rows = await db
    .select({ id: accountClosings.id })
    .from(accountClosings)
    .where(matchesUserid(accountClosings.subjectId, userids))
  return rows.map(({ id }) => id)
}

/** Maps pseudonyms of signers to userids; those whose key was destroyed are omitted. */
export async function listUseridsOfSigners(
  db: Database,
  people: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const signers = people.filter((actor) => actor.startsWith('psn_'))
  if (signers.length === 0) return new Map()
  const rows = await db
    .select({ person: policySigners.person, userid: policySigners.userid })
    .from(policySigners)
    .where(sql`${policySigners.person} = any(${textArray(signers)})`)
  return new Map(rows.map(({ person, userid }) => [person, userid]))
}
