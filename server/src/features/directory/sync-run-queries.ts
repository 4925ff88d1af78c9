import { and, eq, gte, isNull, ne, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { directoryRuns, members } from '../../db/schema/index.ts'
import { isUnseenSince } from '../../directory/held-member-queries.ts'
import { LEFT } from '../../directory/member-drift.ts'

export type Run = typeof directoryRuns.$inferSelect

/** Seconds of a lease on the database's clock: longer than one call of WeCom and one write. After a crash, it expires. */
const LEASE_S = 30

const isOpen = and(isNull(directoryRuns.finishedAt), isNull(directoryRuns.abandonedAt))
const leaseEnd = sql`clock_timestamp() + make_interval(secs => ${LEASE_S})`
const isFree = or(isNull(directoryRuns.leasedUntil), sql`${directoryRuns.leasedUntil} < clock_timestamp()`)

/** Claims the unfinished run, unless another instance holds its lease. */
export async function claimRun(db: Database, owner: string): Promise<Run | null> {
  const [run] = await db
    .update(directoryRuns)
    .set({ leaseOwner: owner, leasedUntil: leaseEnd, claims: sql`${directoryRuns.claims} + 1` })
    .where(and(isOpen, isFree))
    .returning()
  return run ?? null
}

export const hasOpenRun = async (db: Database): Promise<boolean> => (await db.$count(directoryRuns, isOpen)) > 0

export const isDirectoryEmpty = async (db: Database): Promise<boolean> =>
  (await db.select({ userid: members.userid }).from(members).limit(1)).length === 0

/** Inserts a run. Null: another instance has started one concurrently. */
export async function beginRun(
  tx: Tx,
  { owner, at, departmentIds }: { owner: string; at: Date; departmentIds: readonly number[] },
): Promise<Run | null> {
  const [run] = await tx
    .insert(directoryRuns)
    .values({
      startedAt: at,
      departmentIds: [...departmentIds],
      position: 0,
      members: 0,
      calls: 1, // The list of departments.
      claims: 1,
      leaseOwner: owner,
      leasedUntil: leaseEnd,
    })
    .onConflictDoNothing()
    .returning()
  return run ?? null
}

export type RunLease = { id: number; owner: string }

const holdsLease = ({ id, owner }: RunLease) =>
  and(eq(directoryRuns.id, id), eq(directoryRuns.leaseOwner, owner), isOpen)

/** Stores the progress and renews the lease. False: another process has taken over. */
export async function advanceRun(
  tx: Tx,
  lease: RunLease,
  done: { departments: number; members: number; calls: number },
): Promise<boolean> {
  const rows = await tx
    .update(directoryRuns)
    .set({
      position: sql`${directoryRuns.position} + ${done.departments}`,
      members: sql`${directoryRuns.members} + ${done.members}`,
      calls: sql`${directoryRuns.calls} + ${done.calls}`,
      leasedUntil: leaseEnd,
    })
    .where(holdsLease(lease))
    .returning({ id: directoryRuns.id })
  return rows.length === 1
}

export async function finishRun(tx: Tx, lease: RunLease, done: { at: Date; members: number }): Promise<boolean> {
  const rows = await tx
    .update(directoryRuns)
    .set({ finishedAt: done.at, members: done.members, leasedUntil: null, leaseOwner: null, lastError: null })
    .where(holdsLease(lease))
    .returning({ id: directoryRuns.id })
  return rows.length === 1
}

export async function abandonRun(db: Database, lease: RunLease, at: Date, why: string): Promise<void> {
  await db
    .update(directoryRuns)
    .set({ abandonedAt: at, leasedUntil: null, leaseOwner: null, lastError: why })
    .where(holdsLease(lease))
}

/** Releases the run, so that the next attempt resumes where this one stopped. `why`: null without a failure. */
export async function releaseRun(db: Database, lease: RunLease, why: string | null): Promise<void> {
  await db.update(directoryRuns).set({ leasedUntil: null, leaseOwner: null, lastError: why }).where(holdsLease(lease))
}

/** Selects members who are not marked as left, and whom WeCom last returned before `before`; with `since`, at `since` or later. */
export type Unseen = { since: Date | null; before: Date }

const isUnseen = ({ since, before }: Unseen) =>
  and(isUnseenSince(before), since === null ? undefined : gte(members.syncedAt, since))

/** Lists the members whom `unseen` selects, in the order of userids. */
export async function listUnseenMembers(db: Database, unseen: Unseen): Promise<string[]> {
  const rows = await db.select({ userid: members.userid }).from(members).where(isUnseen(unseen)).orderBy(members.userid)
  return rows.map(({ userid }) => userid)
}

/** Lists a random sample of the members whom WeCom returned at `since` or later. */
export async function listSeenMembers(db: Database, since: Date, limit: number): Promise<string[]> {
  const rows = await db
    .select({ userid: members.userid })
    .from(members)
    .where(and(gte(members.syncedAt, since), ne(members.status, LEFT)))
    .orderBy(sql`random()`)
    .limit(limit)
  return rows.map(({ userid }) => userid)
}

/** Lists the names of the first members whom `unseen` selects, in the order of userids. */
export async function firstUnseenNames(db: Database, unseen: Unseen, limit: number): Promise<string[]> {
  const rows = await db
    .select({ name: members.name })
    .from(members)
    .where(isUnseen(unseen))
    .orderBy(members.userid)
    .limit(limit)
  return rows.map(({ name }) => name)
}

export const countUnseen = (db: Database, unseen: Unseen): Promise<number> => db.$count(members, isUnseen(unseen))

export const countMembers = (db: Database): Promise<number> => db.$count(members, ne(members.status, LEFT))
