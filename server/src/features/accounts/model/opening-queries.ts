import { openStates, type OpeningState, unfinishedStates, unusedStates } from '@desk/shared/accounts/opening-states'
import type { Id } from '@desk/shared/kernel/ids'
import { and, asc, eq, gte, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import { type PgUpdateSetSource, union } from 'drizzle-orm/pg-core'
import type { Database, Tx } from '../../../db/database.ts'
import { insertAll, textArray } from '../../../db/json-parameters.ts'
import { accountBatches, accountOpenings, members } from '../../../db/schema/index.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

export type OpeningRow = typeof accountOpenings.$inferSelect
export type NewOpening = typeof accountOpenings.$inferInsert
export type BatchRow = typeof accountBatches.$inferSelect
export type OpeningId = Id<'accountOpening'>
export type BatchId = Id<'accountBatch'>

/** Advisory lock held while openings are added or corrected, so that two of them do not take the same phone number. */
const ENTRY_LOCK = 7_215_004_301

/** Waits for the lock, and holds it until the transaction ends. */
export const lockEntries = (tx: Tx) => tx.execute(sql`select pg_advisory_xact_lock(${ENTRY_LOCK})`)

export async function findBatchByKey(tx: Tx, userid: string, key: string): Promise<BatchRow | null> {
  const isOwn = eq(sql`lower(${accountBatches.submittedBy})`, userid.toLowerCase())
  const [row] = await tx
    .select()
    .from(accountBatches)
    .where(and(isOwn, eq(accountBatches.idempotencyKey, key)))
  return row ?? null
}

export async function insertBatch(tx: Tx, batch: BatchRow, rows: readonly NewOpening[]): Promise<void> {
  await tx.insert(accountBatches).values(batch)
  await tx.execute(insertAll(accountOpenings, rows))
}

export async function findBatch(db: Database, id: BatchId): Promise<BatchRow | null> {
  const [row] = await db.select().from(accountBatches).where(eq(accountBatches.id, id))
  return row ?? null
}

/** Locks the batch until the transaction ends, so that its plan does not change while it is decided. */
export async function lockBatch(tx: Tx, id: BatchId): Promise<BatchRow | null> {
  const [row] = await tx.select().from(accountBatches).where(eq(accountBatches.id, id)).for('update')
  return row ?? null
}

export const listBatchRows = (db: Database, id: BatchId): Promise<OpeningRow[]> =>
  db.select().from(accountOpenings).where(eq(accountOpenings.batchId, id)).orderBy(asc(accountOpenings.no))

/** Lists those who submitted the batch or one of its openings that wait for review: none of them may decide. */
export async function listSubmitters(tx: Tx, id: BatchId): Promise<string[]> {
  const isWaiting = and(eq(accountOpenings.batchId, id), eq(accountOpenings.state, 'review'))
  const rows = await union(
    tx.select({ userid: accountBatches.submittedBy }).from(accountBatches).where(eq(accountBatches.id, id)),
    tx.select({ userid: accountOpenings.submittedBy }).from(accountOpenings).where(isWaiting),
  )
  return rows.map(({ userid }) => userid)
}

/** Locks the openings of the batch that wait for a review, until the transaction ends. */
export async function lockWaitingRows(tx: Tx, id: BatchId): Promise<OpeningRow[]> {
  const rows = await tx
    .select()
    .from(accountOpenings)
    .where(and(eq(accountOpenings.batchId, id), eq(accountOpenings.state, 'review')))
    .orderBy(accountOpenings.id)
    .for('update')
  return rows.toSorted((left, right) => left.no - right.no)
}

export async function findOpening(db: Database, id: OpeningId): Promise<OpeningRow | null> {
  const [row] = await db.select().from(accountOpenings).where(eq(accountOpenings.id, id))
  return row ?? null
}

export async function lockOpening(tx: Tx, id: OpeningId): Promise<OpeningRow | null> {
  const [row] = await tx.select().from(accountOpenings).where(eq(accountOpenings.id, id)).for('update')
  return row ?? null
}

export const lockOpenings = (tx: Tx, ids: readonly OpeningId[]): Promise<OpeningRow[]> =>
  tx
    .select()
    .from(accountOpenings)
    .where(sql`${accountOpenings.id} = any(${textArray(ids)})`)
    .orderBy(accountOpenings.id)
    .for('update')

export const addInvitation = sql`${accountOpenings.inviteCount} + 1`

/** Saves a locked opening as a new version, and returns it. */
export async function saveOpening(
  tx: Tx,
  row: OpeningRow,
  changes: Partial<OpeningRow>,
  at: Date,
): Promise<OpeningRow> {
  const [saved] = await tx
    .update(accountOpenings)
    .set({ ...changes, version: row.version + 1, updatedAt: at })
    .where(eq(accountOpenings.id, row.id))
    .returning()
  return saved ?? row
}

/** Saves the same changes to many openings, each as a new version. */
export async function saveOpenings(
  tx: Tx,
  ids: readonly OpeningId[],
  changes: PgUpdateSetSource<typeof accountOpenings>,
  at: Date,
): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(accountOpenings)
    .set({ ...changes, version: sql`${accountOpenings.version} + 1`, updatedAt: at })
    .where(sql`${accountOpenings.id} = any(${textArray(ids)})`)
}

const hasUserid = (userid: string) => eq(sql`lower(${accountOpenings.userid})`, userid.toLowerCase())

/** Returns the opening of a person that changed last among those in these states; null if there is none. */
export async function findOpeningOf(
  db: Database,
  userid: string,
  states: readonly OpeningState[],
): Promise<OpeningRow | null> {
  const [row] = await db
    .select()
    .from(accountOpenings)
    .where(and(hasUserid(userid), inArray(accountOpenings.state, [...states])))
    .orderBy(sql`${accountOpenings.updatedAt} desc`)
    .limit(1)
  return row ?? null
}

/** Locks and returns the openings of these people whose account exists, and which are not done. */
export const lockUnfinishedOf = (tx: Tx, userids: readonly string[]): Promise<OpeningRow[]> =>
  tx
    .select()
    .from(accountOpenings)
    .where(
      and(
        sql`lower(${accountOpenings.userid}) = any(${textArray(userids.map((userid) => userid.toLowerCase()))})`,
        inArray(accountOpenings.state, [...unfinishedStates]),
      ),
    )
    .orderBy(accountOpenings.id)
    .for('update')

/** Lists openings whose member is active in the directory although no event arrived. */
export async function listMissedActivations(db: Database, limit: number): Promise<OpeningId[]> {
  const rows = await db
    .select({ id: accountOpenings.id })
    .from(accountOpenings)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${accountOpenings.userid})`))
    .where(and(inArray(accountOpenings.state, [...unusedStates]), eq(members.status, ACTIVE)))
    .limit(limit)
  return rows.map(({ id }) => id)
}

/**
 * Lists first days that are not done, in an order that `shuffleSeed` determines: with more than `limit` of them, a new seed
 * selects others, so that none waits forever.
 */
export const listFirstDays = (db: Database, limit: number, shuffleSeed: string): Promise<OpeningRow[]> =>
  db
    .select()
    .from(accountOpenings)
    .where(eq(accountOpenings.state, 'activated'))
    .orderBy(sql`md5(${accountOpenings.id} || ${shuffleSeed})`)
    .limit(limit)

/** WeCom's error code for a company without free places. */
export const FULL = '45024'

/** Returns whether WeCom refused an account for lack of places after `since`: then the creation of others is not tried. */
export const wasRefusedFull = async (db: Database, since: Date): Promise<boolean> =>
  (await db.$count(
    accountOpenings,
    and(
      eq(accountOpenings.state, 'failed'),
      eq(accountOpenings.failure, FULL),
      sql`${accountOpenings.updatedAt} > ${since.toISOString()}::timestamptz`,
    ),
  )) > 0

/** Returns the userids, phone numbers and email addresses of the open openings that have one of these values. */
export async function findOpenValues(
  db: Database,
  values: { userids: readonly string[]; contacts: readonly string[] },
  except: OpeningId | null,
): Promise<{ userids: string[]; contacts: string[] }> {
  const rows = await db
    .select({ userid: accountOpenings.userid, mobile: accountOpenings.mobile, email: accountOpenings.email })
    .from(accountOpenings)
    .where(
      and(
        inArray(accountOpenings.state, [...openStates]),
        except === null ? undefined : ne(accountOpenings.id, except),
        or(
          sql`lower(${accountOpenings.userid}) = any(${textArray(values.userids)})`,
          sql`${accountOpenings.mobile} = any(${textArray(values.contacts)})`,
          sql`${accountOpenings.email} = any(${textArray(values.contacts)})`,
        ),
      ),
    )
  return {
    userids: rows.map(({ userid }) => userid.toLowerCase()),
    contacts: rows.flatMap(({ mobile, email }) => [mobile, email].flatMap((value) => value ?? [])),
  }
}

/** Returns whether an account of this userid is being opened, or was opened after `since`. */
export const hasEntrySince = async (tx: Tx, userid: string, since: Date): Promise<boolean> =>
  (await tx.$count(
    accountOpenings,
    and(
      hasUserid(userid),
      or(
        inArray(accountOpenings.state, [...openStates, 'activated']),
        and(eq(accountOpenings.state, 'completed'), gte(accountOpenings.updatedAt, since)),
      ),
    ),
  )) > 0

/**
 * Lists openings whose account people create in the console, and those that WeCom has shown after `since` without a call of
 * this app.
 */
export const listConsoleOpenings = (db: Database, since: Date) =>
  db
    .select({
      userid: accountOpenings.userid,
      name: accountOpenings.name,
      from: accountOpenings.reviewedAt,
      until: accountOpenings.accountCreatedAt,
    })
    .from(accountOpenings)
    .where(
      or(
        eq(accountOpenings.state, 'by_hand'),
        and(
          inArray(accountOpenings.state, [...unfinishedStates]),
          isNull(accountOpenings.attemptedAt),
          gte(accountOpenings.accountCreatedAt, since),
        ),
      ),
    )
