import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupFacts } from '@desk/shared/groups/group-flow'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { groupMembers, groupOffers } from '../../../db/schema/index.ts'
import type { GroupRow } from './group-queries.ts'

/** Returns the person's relation to the group, for the permission rules. */
export async function factsFor(db: Database, actor: MemberActor, group: GroupRow): Promise<GroupFacts> {
  const key = actor.userid.toLowerCase()
  const [row] = await db
    .select({
      isMember: sql<boolean>`exists (${db
        .select({ one: sql`1` })
        .from(groupMembers)
        .where(and(eq(groupMembers.groupId, group.id), eq(groupMembers.userid, key), isNull(groupMembers.leftAt)))})`,
      isOffered: sql<boolean>`exists (${db
        .select({ one: sql`1` })
        .from(groupOffers)
        .where(and(eq(groupOffers.groupId, group.id), eq(groupOffers.userid, key), eq(groupOffers.state, 'asked')))})`,
    })
    .from(sql`(select 1) as one`)
  const { ownerId, deputyId, nextOwnerId, departmentPath, vacantSince, charterEscalationStep } = group
  return {
    ownerId,
    deputyId,
    nextOwnerId,
    departmentPath,
    isMember: row?.isMember ?? false,
    isOffered: row?.isOffered ?? false,
    isVacant: vacantSince !== null,
    isCharterLate: charterEscalationStep > 0,
  }
}
