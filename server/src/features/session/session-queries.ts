import type { Id } from '@desk/shared/kernel/ids'
import { and, desc, eq, gt, isNull, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import { textArray, textArrayPlaceholder } from '../../db/json-parameters.ts'
import { preparedOnce, UNNAMED } from '../../db/prepared-once.ts'
import type { Database, Tx } from '../../db/database.ts'
import { members, sessions, signInStates } from '../../db/schema/index.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { today } from '../../access/grant-conditions.ts'
import { sinceEmployed } from '../../directory/employment-queries.ts'
import { type Identity, pathNamesColumn } from '../../directory/identity-queries.ts'
import { isNotSuspended } from '../../directory/suspension-queries.ts'
import { type Grant, grantsColumn } from '../../access/actor-queries.ts'

export type SessionRow = typeof sessions.$inferSelect
type StateRow = typeof signInStates.$inferSelect

export type ActiveSession = Pick<
  SessionRow,
  'tokenHash' | 'userid' | 'ref' | 'lastSeenAt' | 'confirmedAt' | 'roleUsedAt' | 'userAgent' | 'otherSeenAt'
> &
  Identity & { status: number; grants: readonly Grant[] }

/**
 * Returns the active sessions by token hash, with the current status, roles, name and departments of their members.
 * Sessions of a suspended account are excluded: the suspension ended only those that were open at that moment.
 */
export async function findSessions(
  deps: ReadDeps,
  tokenHashes: readonly string[],
  { now, usedSince }: { now: Date; usedSince: Date },
): Promise<ReadonlyMap<string, ActiveSession>> {
  const rows = await findStatement(deps.db).execute({
    tokenHashes: JSON.stringify(tokenHashes),
    now: now.toISOString(),
    usedSince: usedSince.toISOString(),
    day: today(deps),
  })
  return new Map(rows.map((row) => [row.tokenHash, row]))
}

const findStatement = preparedOnce((db) => {
  const { tokenHash, userid, ref, lastSeenAt, confirmedAt, roleUsedAt, userAgent, otherSeenAt } = sessions
  const instants = {
    now: sql`${sql.placeholder('now')}::timestamptz`,
    usedSince: sql`${sql.placeholder('usedSince')}::timestamptz`,
  }
  return db
    .select({
      tokenHash,
      userid,
      ref,
      lastSeenAt,
      confirmedAt,
      roleUsedAt,
      userAgent,
      otherSeenAt,
      status: members.status,
      grants: grantsColumn(db, 'sessions.userid', sql.placeholder('day')),
      name: members.name,
      department: pathNamesColumn(),
    })
    .from(sessions)
    .innerJoin(members, eq(members.userid, sessions.userid))
    .where(
      and(
        sql`${tokenHash} = any(${textArrayPlaceholder('tokenHashes')})`,
        isActive(instants),
        isNotSuspended(sessions.userid),
      ),
    )
    .prepare(UNNAMED)
})

const isActive = ({ now, usedSince }: Record<'now' | 'usedSince', Date | SQL>) =>
  and(isNull(sessions.endedAt), gt(sessions.expiresAt, now), gt(sessions.lastSeenAt, usedSince))

/** Maximum number of sessions listed, the latest first; the member can end all others at once. */
const SHOWN_MAX = 100

export async function listActiveSessions(
  db: Database,
  userid: string,
  instants: { now: Date; usedSince: Date },
): Promise<SessionRow[]> {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userid, userid), isActive(instants)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.createdAt))
    .limit(SHOWN_MAX)
}

export const countActiveSessions = (
  db: Database,
  userid: string,
  instants: { now: Date; usedSince: Date },
): Promise<number> => db.$count(sessions, and(eq(sessions.userid, userid), isActive(instants)))

/** Maximum number of sessions listed, including those that ended. */
const KNOWN_MAX = 50

/** Lists the sessions of the present holder of the userid that were used last, also those that ended, the latest first. */
export const listLatestSessions = (db: Database, userid: string): Promise<SessionRow[]> =>
  db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userid, userid), sinceEmployed(sessions.createdAt, userid)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.createdAt))
    .limit(KNOWN_MAX)

/** The first sign-in with a User-Agent. */
export type FirstSignIn = Pick<SessionRow, 'userAgent' | 'createdAt'>

/** Lists the first sign-in of the present holder of the userid with each User-Agent, however many sessions there were. */
export const listFirstSignIns = (db: Database, userid: string): Promise<FirstSignIn[]> =>
  db
    .select({
      userAgent: sessions.userAgent,
      createdAt: sql<Date>`min(${sessions.createdAt})`.mapWith(sessions.createdAt),
    })
    .from(sessions)
    .where(and(eq(sessions.userid, userid), sinceEmployed(sessions.createdAt, userid)))
    .groupBy(sessions.userAgent)

/** Finds a session of this member that was not ended. `ref`: the object of a notice, which may be any id. */
export async function findOpenSession(db: Database, userid: string, ref: string): Promise<SessionRow | null> {
  const [row] = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userid, userid), eq(sql`${sessions.ref}`, ref), isNull(sessions.endedAt)))
  return row ?? null
}

/** Stores a use of each session. Of concurrent uses, one writes. */
export async function touchSessions(
  db: Database,
  tokenHashes: readonly string[],
  { now, unusedSince }: { now: Date; unusedSince: Date },
): Promise<void> {
  if (tokenHashes.length === 0) return
  const isListed = sql`${sessions.tokenHash} = any(${textArray(tokenHashes)})`
  await db
    .update(sessions)
    .set({ lastSeenAt: now })
    .where(and(isListed, lte(sessions.lastSeenAt, unusedSince)))
}

/** Stores a use of a route that requires a role. */
export async function touchRoleUse(db: Database, tokenHash: string, now: Date): Promise<void> {
  await db.update(sessions).set({ roleUsedAt: now }).where(eq(sessions.tokenHash, tokenHash))
}

/** Stores the use by another kind of device. False: it was stored before. */
export async function markOtherDevice(tx: Tx, tokenHash: string, otherAgent: string, at: Date): Promise<boolean> {
  const marked = await tx
    .update(sessions)
    .set({ otherAgent, otherSeenAt: at })
    .where(and(eq(sessions.tokenHash, tokenHash), isNull(sessions.otherSeenAt)))
    .returning({ ref: sessions.ref })
  return marked.length === 1
}

export async function insertSession(tx: Tx, row: typeof sessions.$inferInsert): Promise<void> {
  await tx.insert(sessions).values(row)
}

/** Ends a session. False: it had ended before. */
export async function endSession(db: Database, tokenHash: string, at: Date): Promise<boolean> {
  const ended = await db
    .update(sessions)
    .set({ endedAt: at })
    .where(and(eq(sessions.tokenHash, tokenHash), isNull(sessions.endedAt)))
    .returning({ tokenHash: sessions.tokenHash })
  return ended.length === 1
}

/** Ends a session of the member. False: it belongs to another member, or had ended before. */
export async function endSessionByRef(
  tx: Tx,
  { userid, ref }: { userid: string; ref: Id<'session'> },
  at: Date,
): Promise<boolean> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: at })
    .where(and(eq(sessions.userid, userid), eq(sessions.ref, ref), isNull(sessions.endedAt)))
    .returning({ ref: sessions.ref })
  return ended.length === 1
}

/** Ends all of a member's sessions except one. Returns the number of sessions ended. */
export async function endOtherSessionsOf(
  tx: Tx,
  { userid, hash }: { userid: string; hash: string },
  at: Date,
): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: at })
    .where(and(eq(sessions.userid, userid), ne(sessions.tokenHash, hash), isNull(sessions.endedAt)))
    .returning({ ref: sessions.ref })
  return ended.length
}

/** Ends the sessions of a browser: those with its secret, and the one it presents. */
export async function endSessionsOfBrowser(
  tx: Tx,
  browser: { browserHash: string; presentedHash: string | null },
  at: Date,
): Promise<void> {
  const isOfBrowser = eq(sessions.browserHash, browser.browserHash)
  const presented = browser.presentedHash === null ? undefined : eq(sessions.tokenHash, browser.presentedHash)
  await tx
    .update(sessions)
    .set({ endedAt: at })
    .where(and(or(isOfBrowser, presented), isNull(sessions.endedAt)))
}

export async function findState(db: Database, stateHash: string): Promise<StateRow | null> {
  const [row] = await db.select().from(signInStates).where(eq(signInStates.stateHash, stateHash))
  return row ?? null
}

type Claim = Pick<StateRow, 'stateHash' | 'browserHash' | 'expiresAt'>

/** Claims a state. Of two callbacks with one state, exactly one gets true. */
export async function claimState(db: Database, claim: Claim, now: Date): Promise<boolean> {
  const claimed = await db
    .insert(signInStates)
    .values({ ...claim, returnTo: '/', createdAt: now, usedAt: now })
    .onConflictDoNothing()
    .returning({ stateHash: signInStates.stateHash })
  return claimed.length === 1
}

export async function deleteStates(db: Database, expiredBefore: Date): Promise<void> {
  await db.delete(signInStates).where(lt(signInStates.expiresAt, expiredBefore))
}
