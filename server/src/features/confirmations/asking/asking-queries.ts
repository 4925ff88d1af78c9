import type { CampaignId } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { and, eq, inArray, isNotNull, isNull, like, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { departments, members, notices, roleGrants } from '../../../db/schema/index.ts'
import { isGrantActive, today } from '../../../access/grant-conditions.ts'
import { isNotSuspended } from '../../../directory/suspension-queries.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { allOf } from '../../policies/roster/roster-queries.ts'
import { withinScope } from '../../policies/roster/selection-queries.ts'
import { listPersons, isToAnswer, type PersonRow } from '../model/person-queries.ts'
import type { CampaignRow } from '../model/campaign-queries.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

const askingEvents: readonly NoticeEvent[] = ['confirm.asked', 'confirm.changed', 'confirm.urged']

/** The length of the part of a hash that tells two states of one person's data apart. */
export const HASH_LENGTH = 16

/**
 * Returns the object of the notice that asks a person: once per employment, and once more for each change of the data after
 * an answer. Data that change before the first answer do not cause a second notice.
 */
export const askedObject = (id: CampaignId, { state, hash, employedMs }: PersonRow): string =>
  state === 'changed' ? `${id}:${hash.slice(0, HASH_LENGTH)}` : `${id}:${String(employedMs ?? 0)}`

/** Returns the SQL condition for `listPersons`: the person was not asked. Follows `askedObject`. */
const isNotAsked = (id: CampaignId): SQL => sql`not exists (
  select 1 from ${notices} where ${notices.dedupeKey} = 'confirm.asked:' || ${id}::text || ':' || case when p.state = 'changed'
    then left(p.hash, ${HASH_LENGTH}) else coalesce((extract(epoch from p.employed_since) * 1000)::bigint, 0)::text end
    || ':' || lower(p.userid))`

/** Lists people to ask, by userid. */
export const listToAsk = (deps: ReadDeps, campaign: CampaignRow, limit: number): Promise<PersonRow[]> =>
  listPersons(deps, campaign, {
    only: sql`${members.userid} > ${campaign.askedAfter}`,
    where: sql`${isToAnswer} and ${isNotAsked(campaign.id)}`,
    limit,
  })

/** Lists people of a part of the company who have to answer, as defined by `isToAnswer`, and were not reminded on this day. */
export const listToRemind = (
  deps: ReadDeps,
  campaign: CampaignRow,
  { scope, day, limit }: { scope: number; day: string; limit: number },
): Promise<PersonRow[]> =>
  listPersons(deps, campaign, {
    only: allOf(withinScope(scope)),
    where: sql`${isToAnswer} and not exists (select 1 from ${notices}
      where ${notices.dedupeKey} = 'confirm.urged:' || ${campaign.id}::text || ':' || ${day}::text || ':' || lower(p.userid))`,
    limit,
  })

/** SQL condition: the notice asks in this campaign. `userid`: only notices to this person. */
const asksInCampaign = (id: CampaignId, userid?: string) =>
  and(
    userid === undefined ? undefined : matchesUserid(notices.userid, userid),
    inArray(notices.event, [...askingEvents]),
    like(notices.objectId, `${id}:%`),
  )

/** Lists the task ids of the cards that asked a person and can be replaced. */
export async function listAskingCards(tx: Tx, id: CampaignId, userid: string): Promise<string[]> {
  const rows = await tx
    .select({ taskId: notices.taskId })
    .from(notices)
    .where(and(asksInCampaign(id, userid), isNotNull(notices.responseCode)))
  return rows.map(({ taskId }) => taskId)
}

/** Drops the digest lines that ask a person, or everyone, and that are in no digest yet. */
export async function dropAskingLines(tx: Tx, id: CampaignId, userid?: string): Promise<void> {
  await tx
    .update(notices)
    .set({ state: 'dropped' })
    .where(and(asksInCampaign(id, userid), eq(notices.state, 'digest'), isNull(notices.digestId)))
}

export type AdminOf = { userid: string; departmentId: number; name: string }

/** Lists the department admins who can sign in, with their departments, by userid. */
export const listAdmins = (deps: ReadDeps): Promise<AdminOf[]> =>
  deps.db
    .select({ userid: members.userid, departmentId: departments.id, name: departments.name })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .innerJoin(departments, eq(departments.id, roleGrants.departmentId))
    .where(
      and(
        eq(roleGrants.role, 'dept_admin'),
        isGrantActive(today(deps)),
        eq(members.status, ACTIVE),
        isNotSuspended(members.userid),
      ),
    )
    .orderBy(members.userid, departments.id)

/**
 * Lists the members of HR who can sign in, without `except` (null: all of them); if there are none, those of the management
 * department who can.
 */
export async function listHr(deps: ReadDeps & { db: Database }, except: string | null): Promise<string[]> {
  const rows = await rowsOf<{ userid: string; role: string }>(
    deps.db,
    sql`select ${members.userid} as userid, ${roleGrants.role} as role from ${roleGrants}
      join ${members} on lower(${members.userid}) = lower(${roleGrants.userid})
      where ${roleGrants.role} in ('hr', 'ops', 'ops_lead') and ${isGrantActive(today(deps))}
        and ${members.status} = ${ACTIVE} and ${isNotSuspended(members.userid)}
        and lower(${members.userid}) <> ${(except ?? '').toLowerCase()}
      order by ${members.userid}`,
  )
  const hr = rows.filter(({ role }) => role === 'hr')
  return [...new Set((hr.length > 0 ? hr : rows).map(({ userid }) => userid))]
}
