import type { HandoverKind } from '@desk/shared/accounts/close/closing-flow'
import type { ClosingId, HandoverId } from '@desk/shared/kernel/ids'
import { requestKindNames } from '@desk/shared/requests/types/index'
import { and, asc, eq, gte, inArray, isNull, or, type SQL, sql, type SQLWrapper } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { textArray } from '../../../db/json-parameters.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import {
  accountClosings,
  apiKeys,
  chatGroups,
  delegations,
  departments,
  guardians,
  handoverItems,
  lostCases,
  members,
  partners,
  requestCandidates,
  requests,
  roleGrants,
  sessions,
  settings,
} from '../../../db/schema/index.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { listOpenIncidentsOf } from '../../incidents/model/incident-queries.ts'
import { heldStates } from './closing-queries.ts'

/** Something that a member holds. `count`: how many things one row stands for. */
export type Held = { kind: HandoverKind; objectId: string; title: string; count: number }

/** Returns the SQL condition: the column has this userid, in upper or lower case. */
const hasUserid = (column: SQLWrapper, userid: string): SQL => sql`lower(${column}) = ${userid.toLowerCase()}`

const toHeld = (kind: HandoverKind, objectId: string, title: string): Held => ({ kind, objectId, title, count: 1 })

/** Lists the groups of which a member is the owner or the deputy. */
const listLedGroups = (db: Database, userid: string) =>
  db
    .select({
      id: chatGroups.id,
      name: chatGroups.name,
      isOwner: hasUserid(chatGroups.ownerId, userid).mapWith(Boolean),
      path: chatGroups.departmentPath,
    })
    .from(chatGroups)
    .where(
      and(
        or(hasUserid(chatGroups.ownerId, userid), hasUserid(chatGroups.deputyId, userid)),
        inArray(chatGroups.state, ['declared', 'charter', 'active', 'archived']),
      ),
    )
    .orderBy(asc(chatGroups.id))

/** Lists the partners whose sponsor a member is: contracts that are not over, of people who have not left. */
const listSponsored = (db: Database, userid: string) =>
  db
    .select({ userid: partners.userid, name: members.name, path: departments.path })
    .from(partners)
    .leftJoin(members, eq(sql`lower(${members.userid})`, partners.userid))
    .leftJoin(departments, eq(departments.id, members.mainDepartmentId))
    .where(
      and(
        hasUserid(partners.sponsor, userid),
        isNull(partners.endedAt),
        sql`${members.status} is distinct from ${LEFT}`,
      ),
    )
    .orderBy(asc(partners.userid))

/** Lists the groups and partners of a member that somebody must take over; `isInScope` selects by department path. */
export async function listToHandOver(
  db: Database,
  userid: string,
  isInScope: (path: readonly number[]) => boolean = () => true,
): Promise<Held[]> {
  const led = (await listLedGroups(db, userid)).filter(({ path }) => isInScope(path))
  const sponsored = (await listSponsored(db, userid)).filter(({ path }) => isInScope(path ?? []))
  return [
    ...led.map(({ id, name, isOwner }) => toHeld(isOwner ? 'group_owner' : 'group_deputy', id, name)),
    ...sponsored.map((partner) => toHeld('partner_sponsor', partner.userid, partner.name ?? partner.userid)),
  ]
}

/** Lists the departments that a member leads in WeCom. `only`: at most this department; null: none. */
export async function listLedDepartments(db: Database, userid: string, only?: number | null): Promise<Held[]> {
  const led = await db
    .select({ id: departments.id, name: departments.name })
    .from(members)
    .innerJoin(departments, sql`${departments.id} = any(${members.leaderOf})`)
    .where(and(hasUserid(members.userid, userid), only === undefined ? undefined : sql`${departments.id} = ${only}`))
    .orderBy(asc(departments.id))
  return led.map(({ id, name }) => toHeld('leader', String(id), name))
}

/** Counts the requests that wait for a member. */
export const countApprovals = (db: Database, userid: string): Promise<number> =>
  db.$count(requestCandidates, and(hasUserid(requestCandidates.userid, userid), isNull(requestCandidates.closedAt)))

/**
 * Finds everything that a member holds and that somebody must take over, or that ends with the account. Also counts the open
 * lost-device cases about them, which continue, and says whether incidents concern them.
 */
export async function findHeld(db: Database, userid: string, day: string): Promise<Held[]> {
  const live = and(isNull(roleGrants.endedAt), hasUserid(roleGrants.userid, userid))
  const counts: readonly (readonly [HandoverKind, number])[] = [
    ['approvals', await countApprovals(db, userid)],
    [
      'delegation',
      await db.$count(
        delegations,
        and(
          or(hasUserid(delegations.principal, userid), hasUserid(delegations.delegate, userid)),
          isNull(delegations.revokedAt),
          sql`${delegations.endsOn} >= ${day}::date`,
        ),
      ),
    ],
    ['role', await db.$count(roleGrants, live)],
    ['ward', await db.$count(guardians, and(hasUserid(guardians.guardianId, userid), eq(guardians.state, 'accepted')))],
    ['guardian', await db.$count(guardians, and(hasUserid(guardians.wardId, userid), eq(guardians.state, 'accepted')))],
    [
      'request',
      await db.$count(
        requests,
        and(
          hasUserid(requests.applicantId, userid),
          inArray(requests.kind, requestKindNames),
          inArray(requests.state, ['open', 'returned', 'decided']),
          // A request about another person continues, unless it waits for the leaver.
          or(isNull(requests.subjectId), eq(requests.state, 'returned')),
        ),
      ),
    ],
    ['lost_case', await db.$count(lostCases, and(hasUserid(lostCases.subjectId, userid), isNull(lostCases.endedAt)))],
    // Only whether there are incidents: those who close the account must not learn what was reported.
    ['incident', (await listOpenIncidentsOf(db, userid)).length > 0 ? 1 : 0],
    [
      'on_call',
      await db.$count(
        settings,
        and(
          eq(settings.key, 'lost_device.duty'),
          sql`exists (select 1 from jsonb_array_elements(${settings.value} -> 'rows') as turn where lower(turn ->> 'userid') = ${userid.toLowerCase()})`,
        ),
      ),
    ],
    ['api_key', await db.$count(apiKeys, and(hasUserid(apiKeys.createdBy, userid), isNull(apiKeys.revokedAt)))],
    ['sessions', await db.$count(sessions, and(eq(sessions.userid, userid), isNull(sessions.endedAt)))],
  ]
  return [
    ...(await listToHandOver(db, userid)),
    ...(await listLedDepartments(db, userid)),
    ...counts.flatMap(([kind, count]) => (count > 0 ? [{ kind, objectId: '', title: '', count }] : [])),
  ]
}

/** Returns the ids of those groups of the list that a person is a member of. */
export async function filterGroupsOf(
  db: Database,
  userid: string,
  groupIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (groupIds.length === 0) return new Set()
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`select group_id as id from group_members
    where userid = ${userid.toLowerCase()} and left_at is null
      and group_id = any(${textArray(groupIds)})`,
  )
  return new Set(rows.map(({ id }) => id))
}

/** Lists the live grants of a member, and locks them until the transaction ends. */
export const listLiveGrants = (db: Database, userid: string) =>
  db
    .select({ id: roleGrants.id, role: roleGrants.role, departmentId: roleGrants.departmentId })
    .from(roleGrants)
    .where(and(hasUserid(roleGrants.userid, userid), isNull(roleGrants.endedAt)))
    .orderBy(asc(roleGrants.id))
    .for('update')

export async function endGrants(db: Database, ids: readonly string[], by: string | null, at: Date): Promise<void> {
  await db
    .update(roleGrants)
    .set({ endedAt: at, endedBy: by })
    .where(inArray(roleGrants.id, [...ids]))
}

/** Lists delegations, given and held, that are not over, and locks them until the transaction ends. */
export const listOpenDelegations = (db: Database, userid: string, day: string) =>
  db
    .select()
    .from(delegations)
    .where(
      and(
        or(hasUserid(delegations.principal, userid), hasUserid(delegations.delegate, userid)),
        isNull(delegations.revokedAt),
        sql`${delegations.endsOn} >= ${day}::date`,
      ),
    )
    .orderBy(asc(delegations.id))
    .for('update')

export const revokeDelegations = (db: Database, ids: readonly string[], by: string, at: Date) =>
  db
    .update(delegations)
    .set({ revokedAt: at, revokedBy: by })
    .where(sql`${delegations.id} = any(${textArray(ids)})`)

/** Lists guardianships in both directions that are asked or accepted, and locks them until the transaction ends. */
export const listGuardianships = (db: Database, userid: string) =>
  db
    .select()
    .from(guardians)
    .where(
      and(
        or(hasUserid(guardians.guardianId, userid), hasUserid(guardians.wardId, userid)),
        inArray(guardians.state, ['asked', 'accepted']),
      ),
    )
    .for('update')

/** Changes a partner's sponsor if it is still `from`. Returns the sponsor afterwards; null: there is no such partner. */
export async function changeSponsor(
  db: Database,
  partner: string,
  { from, to }: { from: string; to: string },
): Promise<string | null> {
  const [row] = await db
    .update(partners)
    .set({ sponsor: sql`case when ${hasUserid(partners.sponsor, from)} then ${to} else ${partners.sponsor} end` })
    .where(eq(partners.userid, partner.toLowerCase()))
    .returning({ sponsor: partners.sponsor })
  return row?.sponsor ?? null
}

/**
 * Lists items that the leaver no longer holds: the group or the partner has another owner, deputy or sponsor, the group
 * is gone, or the contract is over. `holderId` is the new holder, if any. A group without a deputy still needs one. For
 * accounts that were deleted after `since`, lists the accepted items whose groups got a new owner only later.
 */
export async function listTakenItems(
  db: Database,
  since: Date,
  limit: number,
): Promise<{ id: HandoverId; closingId: ClosingId; holderId: string | null }[]> {
  const { kind, objectId, state } = handoverItems
  const holder = sql<string | null>`case ${kind} when 'group_owner' then ${chatGroups.ownerId}
    when 'group_deputy' then ${chatGroups.deputyId} else ${partners.sponsor} end`
  const hasOtherHolder = sql<boolean>`lower(${holder}) <> lower(${accountClosings.subjectId})`
  const isOver = sql`case when ${kind} = 'partner_sponsor' then ${partners.userid} is null or ${partners.endedAt} is not null
      or (select person.status from ${members} as person where lower(person.userid) = ${partners.userid}) = ${LEFT}
    else ${chatGroups.state} = 'gone' end`
  return db
    .select({
      id: handoverItems.id,
      closingId: handoverItems.closingId,
      holderId: sql<string | null>`case when ${hasOtherHolder} then ${holder} end`,
    })
    .from(handoverItems)
    .innerJoin(
      accountClosings,
      and(
        eq(accountClosings.id, handoverItems.closingId),
        or(
          isNull(accountClosings.endedAt),
          and(gte(accountClosings.endedAt, since), eq(accountClosings.phase, 'deleted'), eq(state, 'accepted')),
        ),
      ),
    )
    .leftJoin(chatGroups, and(eq(chatGroups.id, objectId), inArray(kind, ['group_owner', 'group_deputy'])))
    .leftJoin(partners, and(eq(partners.userid, objectId), eq(kind, 'partner_sponsor')))
    .where(
      and(
        inArray(kind, ['group_owner', 'group_deputy', 'partner_sponsor']),
        inArray(state, [...heldStates]),
        or(hasOtherHolder, isOver),
      ),
    )
    .limit(limit)
}
