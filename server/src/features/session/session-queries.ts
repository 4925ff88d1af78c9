import { and, eq, gt, isNull, lt, lte, or } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { members, sessions, signInStates } from '../../db/schema/index.ts'

export type SessionRow = typeof sessions.$inferSelect
export type StateRow = typeof signInStates.$inferSelect

/** A session that was neither ended nor outlived, with its member's present status. */
export async function findSession(
  db: Database,
  tokenHash: string,
  at: { now: Date; usedSince: Date },
): Promise<(Pick<SessionRow, 'userid' | 'lastSeenAt'> & { status: number }) | null> {
  const [row] = await db
    .select({ userid: sessions.userid, lastSeenAt: sessions.lastSeenAt, status: members.status })
    .from(sessions)
    .innerJoin(members, eq(members.userid, sessions.userid))
    .where(
      and(
        eq(sessions.tokenHash, tokenHash),
        isNull(sessions.endedAt),
        gt(sessions.expiresAt, at.now),
        gt(sessions.lastSeenAt, at.usedSince),
      ),
    )
  return row ?? null
}

/** Notes a use. Of many at once, one writes. */
export async function touchSession(db: Database, tokenHash: string, now: Date, unusedSince: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: now })
    .where(and(eq(sessions.tokenHash, tokenHash), lte(sessions.lastSeenAt, unusedSince)))
}

export async function insertSession(tx: Tx, row: typeof sessions.$inferInsert): Promise<void> {
  await tx.insert(sessions).values(row)
}

/** False when it was over already. */
export async function endSession(db: Database, tokenHash: string, at: Date): Promise<boolean> {
  const ended = await db
    .update(sessions)
    .set({ endedAt: at })
    .where(and(eq(sessions.tokenHash, tokenHash), isNull(sessions.endedAt)))
    .returning({ tokenHash: sessions.tokenHash })
  return ended.length === 1
}

/** Ends what this browser had: by its secret, and by the session it still presents. */
export async function endSessionsOfBrowser(
  tx: Tx,
  browser: { browserHash: string; presentedHash: string | null },
  at: Date,
): Promise<void> {
  const isBrowsers = eq(sessions.browserHash, browser.browserHash)
  const presented = browser.presentedHash === null ? undefined : eq(sessions.tokenHash, browser.presentedHash)
  await tx
    .update(sessions)
    .set({ endedAt: at })
    .where(and(or(isBrowsers, presented), isNull(sessions.endedAt)))
}

export async function insertState(db: Database, row: typeof signInStates.$inferInsert): Promise<void> {
  await db.insert(signInStates).values(row)
}

export async function findState(db: Database, stateHash: string): Promise<StateRow | null> {
  const [row] = await db.select().from(signInStates).where(eq(signInStates.stateHash, stateHash))
  return row ?? null
}

/** Compare-and-set: of two callbacks with one state, exactly one gets true. */
export async function claimState(db: Database, stateHash: string, now: Date): Promise<boolean> {
  const claimed = await db
    .update(signInStates)
    .set({ usedAt: now })
    .where(and(eq(signInStates.stateHash, stateHash), isNull(signInStates.usedAt), gt(signInStates.expiresAt, now)))
    .returning({ stateHash: signInStates.stateHash })
  return claimed.length === 1
}

export async function deleteStates(db: Database, expiredBefore: Date): Promise<void> {
  await db.delete(signInStates).where(lt(signInStates.expiresAt, expiredBefore))
}
