import { and, eq, gt, like, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { matchesUserid } from '../../db/matches-userid.ts'
import { callbacks, directoryChanges, members } from '../../db/schema/index.ts'
import { FLOOD_MS } from '../../directory/held-departures.ts'
import { lastFinished } from '../../directory/last-run-queries.ts'

/** Event of a member whose account was deleted. */
const DELETION = 'change_contact/delete_user'

export async function markHandled(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.update(callbacks).set({ handledAt: at }).where(eq(callbacks.id, id))
}

/** Returns whether the callback reports a deleted member: only then a missing member has certainly left. */
export async function isDeletion(tx: Tx, id: number): Promise<boolean> {
  const [row] = await tx.select({ event: callbacks.event }).from(callbacks).where(eq(callbacks.id, id))
  return row?.event === DELETION
}

/**
 * Makes a callback that reports a deletion the source of the departure of a member who has left by another callback: WeCom may
 * send `unsubscribe` first, which does not tell a deleted member from one outside the visible range.
 */
export async function recordDeletion(tx: Tx, userid: string, source: string): Promise<void> {
  const leftAt = sql`(select ${members.leftAt} from ${members} where ${matchesUserid(members.userid, userid)})`
  await tx
    .update(directoryChanges)
    .set({ source })
    .where(
      and(
        matchesUserid(directoryChanges.userid, userid),
        eq(directoryChanges.at, leftAt),
        eq(directoryChanges.kind, 'left'),
        like(directoryChanges.source, 'callback:%'),
      ),
    )
}

const callbackId = sql`substring(${directoryChanges.source} from '^callback:([0-9]+)$')::bigint`

/** Counts the members whom callbacks have marked as left since `since`, without those who were reported as deleted. */
export const countDeparturesSince = (db: Database, since: Date): Promise<number> =>
  db.$count(
    directoryChanges,
    and(
      gt(directoryChanges.at, since),
      eq(directoryChanges.kind, 'left'),
      like(directoryChanges.source, 'callback:%'),
      sql`not exists (select 1 from ${callbacks} where ${callbacks.id} = ${callbackId} and ${callbacks.event} = ${DELETION})`,
    ),
  )

/**
 * Counts the departures of `countDeparturesSince` since the last complete sync began, and at least since ten minutes before
 * `at`: when the visible range is narrowed, callbacks may mark some members as left before a sync misses the others.
 */
export async function countRecentDepartures(db: Database, at: Date): Promise<number> {
  const last = await lastFinished(db)
  const recently = at.getTime() - FLOOD_MS
  return countDeparturesSince(db, new Date(Math.min(recently, last?.startedAt.getTime() ?? recently)))
}
