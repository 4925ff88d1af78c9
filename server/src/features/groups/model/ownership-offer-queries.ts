import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import { and, asc, eq, gte, inArray, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { accountClosings, chatGroups, groupOffers, handoverItems } from '../../../db/schema/index.ts'
import { type GroupRow, listedColumns, type ListedGroup } from './group-queries.ts'

export async function insertOffers(tx: Tx, groupId: GroupId, userids: readonly string[], askedAt: Date): Promise<void> {
  if (userids.length === 0) return
  await tx
    .insert(groupOffers)
    .values(userids.map((userid) => ({ groupId, userid: userid.toLowerCase(), state: 'asked' as const, askedAt })))
    .onConflictDoNothing()
}

/** Lists the people whose offer is open, in lower case. */
export async function listUseridsWithOpenOffer(db: Database, groupId: GroupId): Promise<string[]> {
  const rows = await db
    .select({ userid: groupOffers.userid })
    .from(groupOffers)
    .where(and(eq(groupOffers.groupId, groupId), eq(groupOffers.state, 'asked')))
    .orderBy(asc(groupOffers.askedAt), asc(groupOffers.userid))
  return rows.map(({ userid }) => userid)
}

/** Lists the people who declined after the group lost its owner, in lower case. */
export async function listDeclinedUserids(
  db: Database,
  { id, vacantSince }: Pick<GroupRow, 'id' | 'vacantSince'>,
): Promise<string[]> {
  if (vacantSince === null) return []
  const rows = await db
    .select({ userid: groupOffers.userid })
    .from(groupOffers)
    .where(and(eq(groupOffers.groupId, id), eq(groupOffers.state, 'declined'), gte(groupOffers.askedAt, vacantSince)))
  return rows.map(({ userid }) => userid)
}

/** Maximum number of groups listed that are offered to one person. */
const MAX_OFFERED = 100

/** Lists the groups whose offer this person has not answered. */
export function listGroupsOfferedTo(db: Database, userid: string): Promise<ListedGroup[]> {
  return db
    .select(listedColumns)
    .from(groupOffers)
    .innerJoin(chatGroups, eq(chatGroups.id, groupOffers.groupId))
    .where(and(eq(groupOffers.userid, userid.toLowerCase()), eq(groupOffers.state, 'asked')))
    .orderBy(asc(groupOffers.askedAt))
    .limit(MAX_OFFERED)
}

/** Stores the answer. Returns false when no offer to this person is open. */
export async function answerOffer(
  tx: Tx,
  groupId: GroupId,
  userid: string,
  state: 'accepted' | 'declined' | 'over',
  answeredAt: Date,
): Promise<boolean> {
  const answered = await tx
    .update(groupOffers)
    .set({ state, answeredAt })
    .where(
      and(eq(groupOffers.groupId, groupId), matchesUserid(groupOffers.userid, userid), eq(groupOffers.state, 'asked')),
    )
    .returning({ userid: groupOffers.userid })
  return answered.length > 0
}

/** Ends the open offers to these people. Returns whether there was one. */
export async function endOffers(tx: Tx, groupId: GroupId, userids: readonly string[], at: Date): Promise<boolean> {
  const asked = await listUseridsWithOpenOffer(tx, groupId)
  const ended = asked.filter((userid) => userids.some((other) => sameUserid(other, userid)))
  for (const userid of ended) await answerOffer(tx, groupId, userid, 'over', at)
  return ended.length > 0
}

/**
 * Returns whether the person who takes over the owner's tasks (the heir) is asked to take over the group, or accepted it and
 * gets it when the owner's account is closed. Once the account is being disabled, `nextOwnerId` of the group names who gets it.
 */
export const isOfferedToHeir = async (db: Database, groupId: GroupId): Promise<boolean> =>
  (await db.$count(
    handoverItems,
    and(
      eq(handoverItems.kind, 'group_owner'),
      eq(handoverItems.objectId, groupId),
      inArray(handoverItems.state, ['offered', 'accepted']),
      // A person who moves stays until a day that may be far: the group does not wait for an heir who accepted it.
      sql`exists (select 1 from ${accountClosings} where ${accountClosings.id} = ${handoverItems.closingId}
        and ${accountClosings.endedAt} is null
        and (${handoverItems.state} = 'offered'
          or (${accountClosings.kind} <> 'transfer' and ${accountClosings.startedAt} is null)))`,
    ),
  )) > 0

/** Closes the open offers. */
export async function closeOffers(tx: Tx, groupId: GroupId, answeredAt: Date): Promise<void> {
  await tx
    .update(groupOffers)
    .set({ state: 'over', answeredAt })
    .where(and(eq(groupOffers.groupId, groupId), eq(groupOffers.state, 'asked')))
}
