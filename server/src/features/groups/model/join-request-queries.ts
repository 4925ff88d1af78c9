import { JOIN_REQUEST_COOLDOWN_DAYS } from '@desk/shared/groups/group-states'
import { DAY_MS } from '@desk/shared/kernel/durations'
import type { GroupId } from '@desk/shared/kernel/ids'
import { and, asc, eq, gte, inArray, isNull, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { groupMembers, groupJoinRequests } from '../../../db/schema/index.ts'

/** Inserts a join request. Returns false when one is open already. */
export async function insertJoinRequest(tx: Tx, groupId: GroupId, userid: string, askedAt: Date): Promise<boolean> {
  const inserted = await tx
    .insert(groupJoinRequests)
    .values({ groupId, userid: userid.toLowerCase(), state: 'asked', askedAt })
    .onConflictDoNothing()
    .returning({ userid: groupJoinRequests.userid })
  return inserted.length > 0
}

export const countJoinRequestsSince = (db: Database, userid: string, since: Date): Promise<number> =>
  db.$count(
    groupJoinRequests,
    and(eq(groupJoinRequests.userid, userid.toLowerCase()), gte(groupJoinRequests.askedAt, since)),
  )

type Answer = { groupId: GroupId; userid: string; state: 'admitted' | 'declined'; by: string; at: Date }

/** Stores the answer. Returns false when the request was answered already. */
export async function saveJoinAnswer(tx: Tx, { groupId, userid, state, by, at }: Answer): Promise<boolean> {
  const answered = await tx
    .update(groupJoinRequests)
    .set({ state, answeredAt: at, answeredBy: by })
    .where(
      and(
        eq(groupJoinRequests.groupId, groupId),
        eq(groupJoinRequests.userid, userid.toLowerCase()),
        eq(groupJoinRequests.state, 'asked'),
      ),
    )
    .returning({ userid: groupJoinRequests.userid })
  return answered.length > 0
}

/** Maps these groups to who declined this person and when, if their latest join request there was declined. */
export async function listDenials(
  db: Database,
  userid: string,
  ids: readonly GroupId[],
): Promise<ReadonlyMap<GroupId, { by: string; at: Date }>> {
  const rows = await db
    .select({
      id: groupJoinRequests.groupId,
      state: groupJoinRequests.state,
      by: groupJoinRequests.answeredBy,
      at: groupJoinRequests.answeredAt,
    })
    .from(groupJoinRequests)
    .where(and(inArray(groupJoinRequests.groupId, [...ids]), eq(groupJoinRequests.userid, userid.toLowerCase())))
    .orderBy(asc(groupJoinRequests.askedAt))
  const last = new Map(rows.map((row) => [row.id, row]))
  return new Map(
    [...last].flatMap(([id, { state, by, at }]) =>
      state === 'declined' && by && at ? [[id, { by, at }] as const] : [],
    ),
  )
}

/** Returns the time from which a declined person may request again. */
export const cooldownEndOf = ({ at }: { at: Date }): Date =>
  new Date(at.getTime() + JOIN_REQUEST_COOLDOWN_DAYS * DAY_MS)

/** Closes the open join requests. Returns the userids of the people who sent them, in lower case. */
export async function closeJoinRequests(tx: Tx, groupId: GroupId, answeredAt: Date): Promise<string[]> {
  const ended = await tx
    .update(groupJoinRequests)
    .set({ state: 'over', answeredAt })
    .where(and(eq(groupJoinRequests.groupId, groupId), eq(groupJoinRequests.state, 'asked')))
    .returning({ userid: groupJoinRequests.userid })
  return ended.map(({ userid }) => userid)
}

/** Closes the open join request of a person who left, or is in the group already; without an answer, they may request again. */
export async function endJoinRequest(tx: Tx, groupId: GroupId, userid: string, answeredAt: Date): Promise<void> {
  await tx
    .update(groupJoinRequests)
    .set({ state: 'over', answeredAt })
    .where(
      and(
        eq(groupJoinRequests.groupId, groupId),
        eq(groupJoinRequests.userid, userid.toLowerCase()),
        eq(groupJoinRequests.state, 'asked'),
      ),
    )
}

/** Maximum number of listed join requests. */
const SHOWN_MAX = 50

/** Lists the open join requests, longest waiting first. */
export function listJoinRequests(db: Database, groupId: GroupId): Promise<{ userid: string; askedAt: Date }[]> {
  return db
    .select({ userid: groupJoinRequests.userid, askedAt: groupJoinRequests.askedAt })
    .from(groupJoinRequests)
    .where(and(eq(groupJoinRequests.groupId, groupId), eq(groupJoinRequests.state, 'asked')))
    .orderBy(asc(groupJoinRequests.askedAt), asc(groupJoinRequests.userid))
    .limit(SHOWN_MAX)
}

/** Returns in which of these groups the person is a member and in which their join request is open. */
export async function findMemberships(
  db: Database,
  userid: string,
  ids: readonly GroupId[],
): Promise<ReadonlyMap<GroupId, 'inside' | 'asked'>> {
  const key = userid.toLowerCase()
  const inside = db
    .select({ id: groupMembers.groupId, membership: sql<'inside' | 'asked'>`'inside'` })
    .from(groupMembers)
    .where(and(inArray(groupMembers.groupId, [...ids]), eq(groupMembers.userid, key), isNull(groupMembers.leftAt)))
  const requested = db
    .select({ id: groupJoinRequests.groupId, membership: sql<'inside' | 'asked'>`'asked'` })
    .from(groupJoinRequests)
    .where(
      and(
        inArray(groupJoinRequests.groupId, [...ids]),
        eq(groupJoinRequests.userid, key),
        eq(groupJoinRequests.state, 'asked'),
      ),
    )
  return new Map((await requested.unionAll(inside)).map(({ id, membership }) => [id, membership]))
}
