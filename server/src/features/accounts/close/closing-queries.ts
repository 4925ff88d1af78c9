import type { ClosingFacts } from '@desk/shared/accounts/close/closing-rules'
import {
  type ClosingPhase,
  type HandoverState,
  isClosingOver,
  isSuspendedPhase,
} from '@desk/shared/accounts/close/closing-flow'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { ClosingId, HandoverId } from '@desk/shared/kernel/ids'
import { and, asc, eq, gt, gte, inArray, isNull, lte, ne, notInArray, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { accountClosings, closingEvents, handoverItems, members, partners } from '../../../db/schema/index.ts'
import { endSuspension, isLockedAsLost, suspendAccount } from '../../../directory/suspension-queries.ts'
import { ACTIVE, DISABLED, LEFT } from '../../../directory/member-drift.ts'

export type ClosingRow = typeof accountClosings.$inferSelect
export type ItemRow = typeof handoverItems.$inferSelect
export type NewItem = typeof handoverItems.$inferInsert
export type ClosingPatch = Partial<Omit<ClosingRow, 'id' | 'version' | 'subjectId' | 'openedBy' | 'openedAt'>>

/** States of an item that the leaver holds as far as the closing knows. */
export const heldStates = ['open', 'offered', 'declined', 'accepted'] as const satisfies readonly HandoverState[]

/** Returns the facts on which permissions depend; the roles of the opener are added where a command needs them. */
export const factsOf = (row: ClosingRow, items: readonly ItemRow[]): ClosingFacts => ({
  subjectId: row.subjectId,
  kind: row.kind,
  openedBy: row.openedBy,
  openerRoles: [],
  phase: row.phase,
  deletionAskedBy: row.deletionAskedBy,
  departmentPath: row.departmentPath,
  heirs: items.flatMap(({ heirId }) => (heirId === null ? [] : [heirId])),
})

export async function insertClosing(
  tx: Tx,
  row: typeof accountClosings.$inferInsert,
  items: readonly NewItem[],
): Promise<ClosingRow> {
  const [stored] = await tx.insert(accountClosings).values(row).returning()
  if (!stored) throw new Error('insert returned no row')
  await insertItems(tx, items)
  return stored
}

/** Inserts items that the closing does not have yet. Returns how many. */
export async function insertItems(tx: Tx, items: readonly NewItem[]): Promise<number> {
  if (items.length === 0) return 0
  const inserted = await tx
    .insert(handoverItems)
    .values([...items])
    .onConflictDoNothing()
    .returning({ id: handoverItems.id })
  return inserted.length
}

export async function findClosing(db: Database, id: ClosingId): Promise<ClosingRow | null> {
  const [row] = await db.select().from(accountClosings).where(eq(accountClosings.id, id))
  return row ?? null
}

export async function requireClosing(db: Database, id: ClosingId): Promise<ClosingRow> {
  const row = await findClosing(db, id)
  if (!row) throw new Error(`Closing ${id} is gone`)
  return row
}

/** Locks the closing until the transaction ends. */
export async function lockClosing(tx: Tx, id: ClosingId): Promise<ClosingRow | null> {
  const [row] = await tx.select().from(accountClosings).where(eq(accountClosings.id, id)).for('update')
  return row ?? null
}

/** Saves a locked closing; every write is a new version. The account is suspended as long as the phase requires it. */
export async function saveClosing(tx: Tx, row: ClosingRow, patch: ClosingPatch, at: Date): Promise<ClosingRow> {
  const phase: ClosingPhase = patch.phase ?? row.phase
  const endedAt = isClosingOver(phase) ? (row.endedAt ?? at) : null
  const [saved] = await tx
    .update(accountClosings)
    .set({ ...patch, endedAt, version: row.version + 1 })
    .where(and(eq(accountClosings.id, row.id), eq(accountClosings.version, row.version)))
    .returning()
  if (!saved) throw new Error('A locked closing was written by another transaction')
  if (isSuspendedPhase(phase)) await suspendAccount(tx, row.subjectId, 'close', at)
  else if (isSuspendedPhase(row.phase)) await endSuspension(tx, row.subjectId, 'close', at)
  return saved
}

/** Writes columns on which no decision depends; a displayed version stays valid. */
export async function patchClosing(tx: Tx, id: ClosingId, patch: ClosingPatch): Promise<void> {
  await tx.update(accountClosings).set(patch).where(eq(accountClosings.id, id))
}

export const listItems = (db: Database, ids: readonly ClosingId[]): Promise<ItemRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(handoverItems)
        .where(inArray(handoverItems.closingId, [...ids]))
        .orderBy(asc(handoverItems.closingId), asc(handoverItems.id))

export async function patchItems(
  tx: Tx,
  ids: readonly HandoverId[],
  patch: Partial<Pick<ItemRow, 'state' | 'heirId' | 'offeredAt' | 'answeredAt' | 'reason'>>,
): Promise<void> {
  if (ids.length > 0)
    await tx
      .update(handoverItems)
      .set(patch)
      .where(inArray(handoverItems.id, [...ids]))
}

export const listEvents = (db: Database, id: ClosingId) =>
  db.select().from(closingEvents).where(eq(closingEvents.closingId, id)).orderBy(asc(closingEvents.id))

export async function appendClosingEvent(tx: Tx, event: typeof closingEvents.$inferInsert): Promise<void> {
  await tx.insert(closingEvents).values(event)
}

/** SQL condition: not disabled. The many closings that wait for a deletion have a separate index. */
export const isNotDisabled = sql`${accountClosings.phase} <> 'disabled'`

/** Lists closings whose account is due to be disabled. */
export async function listDueClosings(db: Database, now: Date, limit: number): Promise<ClosingId[]> {
  const rows = await db
    .select({ id: accountClosings.id })
    .from(accountClosings)
    .where(
      and(
        isNull(accountClosings.endedAt),
        lte(accountClosings.disableAt, now),
        isNotDisabled,
        ne(accountClosings.kind, 'transfer'),
        inArray(accountClosings.phase, ['preparing', 'ready', 'forced']),
        // A blocked closing was reported, and continues when an item or a decision settles it.
        or(isNull(accountClosings.blockedAt), inArray(accountClosings.phase, ['ready', 'forced'])),
      ),
    )
    .orderBy(asc(accountClosings.disableAt), asc(accountClosings.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}

/** Lists closings in preparation or ready with a last day after `day`, up to `until`, and not handled on `day` yet. */
export async function listClosingsToRemind(
  db: Database,
  { day, until }: { day: CalendarDay; until: CalendarDay },
  limit: number,
): Promise<{ id: ClosingId; lastDay: CalendarDay }[]> {
  const { id, lastDay, remindedOn, endedAt, phase } = accountClosings
  return db
    .select({ id, lastDay: sql<CalendarDay>`${lastDay}::text` })
    .from(accountClosings)
    .where(
      and(
        isNull(endedAt),
        isNotDisabled,
        inArray(phase, ['preparing', 'ready']),
        gt(lastDay, day),
        lte(lastDay, until),
        or(isNull(remindedOn), ne(remindedOn, day)),
      ),
    )
    .orderBy(asc(lastDay), asc(id))
    .limit(limit)
}

/** SQL condition: no job changes the account at present. */
const isUnchanging = notInArray(accountClosings.phase, ['disabling', 'enabling', 'deleting'])

/**
 * Lists closings that a later directory sync contradicts: the account is gone or not visible, which is noted once, or
 * enabled although it is closed. Those that were enabled come first. An account that is being changed is read by its job.
 */
export async function listContradicted(db: Database, limit: number): Promise<{ id: ClosingId; isGone: boolean }[]> {
  return db
    .select({ id: accountClosings.id, isGone: sql<boolean>`${members.status} = ${LEFT}` })
    .from(accountClosings)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${accountClosings.subjectId})`))
    .where(
      and(
        isNull(accountClosings.endedAt),
        or(
          and(eq(members.status, LEFT), isUnchanging, sql`${accountClosings.trouble} is distinct from 'not_visible'`),
          and(
            eq(accountClosings.phase, 'disabled'),
            notInArray(members.status, [DISABLED, LEFT]),
            sql`${members.syncedAt} > ${accountClosings.disabledAt}`,
          ),
        ),
      ),
    )
    .orderBy(sql`${members.status} = ${LEFT}`, asc(accountClosings.id))
    .limit(limit)
}

/** Clears the trouble `not_visible` of accounts that the directory shows again. */
export async function clearNotVisible(db: Database): Promise<void> {
  const isShown = sql`exists (
    select 1 from ${members} where lower(${members.userid}) = lower(${accountClosings.subjectId})
      and ${members.status} <> ${LEFT})`
  await db
    .update(accountClosings)
    .set({ trouble: null })
    .where(and(isNull(accountClosings.endedAt), isUnchanging, eq(accountClosings.trouble, 'not_visible'), isShown))
}

/**
 * Lists offered and accepted items whose heir is gone, disabled, leaving or a partner. An heir locked for a lost phone keeps
 * them.
 */
export async function listItemsOfGoneHeirs(
  db: Database,
  limit: number,
): Promise<{ id: HandoverId; closingId: ClosingId }[]> {
  return db
    .select({ id: handoverItems.id, closingId: handoverItems.closingId })
    .from(handoverItems)
    .innerJoin(accountClosings, and(eq(accountClosings.id, handoverItems.closingId), isNull(accountClosings.endedAt)))
    .leftJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${handoverItems.heirId})`))
    .where(
      and(
        inArray(handoverItems.state, ['offered', 'accepted']),
        sql`(coalesce(${members.status}, ${LEFT}) not in (${ACTIVE}, ${DISABLED})
          or (${members.status} = ${DISABLED} and not ${isLockedAsLost(handoverItems.heirId)}) or exists (
          select 1 from ${accountClosings} as own where lower(own.subject_id) = lower(${handoverItems.heirId})
            and own.ended_at is null and own.kind <> 'transfer') or exists (
          select 1 from ${partners} where ${partners.userid} = lower(${handoverItems.heirId})))`,
      ),
    )
    .limit(limit)
}

/** Returns the open closing of this person; null when there is none. */
export async function findOpenClosingOf(db: Database, userid: string): Promise<ClosingRow | null> {
  const [row] = await db
    .select()
    .from(accountClosings)
    .where(and(matchesUserid(accountClosings.subjectId, userid), isNull(accountClosings.endedAt)))
  return row ?? null
}

/** Returns whether an account is being closed, or was closed after `since`. */
export const hasClosingSince = async (tx: Tx, userid: string, since: Date): Promise<boolean> =>
  (await tx.$count(
    accountClosings,
    and(
      matchesUserid(accountClosings.subjectId, userid),
      ne(accountClosings.kind, 'transfer'),
      or(
        isNull(accountClosings.endedAt),
        and(ne(accountClosings.phase, 'cancelled'), gte(accountClosings.endedAt, since)),
      ),
    ),
  )) > 0
