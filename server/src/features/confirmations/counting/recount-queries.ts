import type { ConfirmationCounts, ConfirmationState } from '@desk/shared/confirmations/confirmation-states'
import { confirmationStates } from '@desk/shared/confirmations/confirmation-states'
import type { CampaignId } from '@desk/shared/kernel/ids'
import { and, asc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { intArray } from '../../../db/json-parameters.ts'
import {
  confirmationCampaigns,
  confirmationCounters,
  confirmationRecounts,
  departments,
} from '../../../db/schema/index.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { WHOLE_COMPANY } from '../../policies/roster/count-queries.ts'
import type { DepartmentRange } from '../../policies/roster/recount-queries.ts'
import type { CampaignRow } from '../model/campaign-queries.ts'
import { peopleOf } from '../model/person-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/**
 * Marks the counts of these departments as stale, for one campaign or for all, in the transaction of the change. Takes no
 * lock, and inserts nothing while no campaign is open.
 */
export async function markCountsStale(
  tx: Tx,
  departmentIds: readonly (number | null)[],
  campaignId: CampaignId | null = null,
): Promise<void> {
  const ids = [...new Set(departmentIds.map((id) => id ?? ROOT_DEPARTMENT))]
  if (ids.length === 0) return
  await tx.execute(sql`insert into ${confirmationRecounts} (campaign_id, department_id)
    select ${campaignId}, id from unnest(${intArray(ids)}) as id
    where exists (select 1 from ${confirmationCampaigns} where ended_at is null and started_at is not null)`)
}

/** Marks the counts of all departments as stale. */
export async function markAllCountsStale(tx: Tx, campaignId: CampaignId | null = null): Promise<void> {
  await tx.insert(confirmationRecounts).values({ campaignId, departmentId: null })
}

export type RecountRow = typeof confirmationRecounts.$inferSelect

/** Lists the pending recounts of a campaign, the oldest first. */
export const listRecounts = (db: Database, campaignId: CampaignId, limit: number): Promise<RecountRow[]> =>
  db
    .select()
    .from(confirmationRecounts)
    .where(eq(confirmationRecounts.campaignId, campaignId))
    .orderBy(asc(confirmationRecounts.id))
    .limit(limit)

export const countRecounts = (db: Database): Promise<number> => db.$count(confirmationRecounts)

/** Lists the campaigns that are open, and those that ended before everything was counted. */
export const listCampaignsToCount = (db: Database): Promise<CampaignRow[]> =>
  db
    .select()
    .from(confirmationCampaigns)
    .where(
      and(
        isNotNull(confirmationCampaigns.startedAt),
        or(
          isNull(confirmationCampaigns.endedAt),
          sql`${confirmationCampaigns.id} in (select campaign_id from ${confirmationRecounts})`,
        ),
      ),
    )
    .orderBy(asc(confirmationCampaigns.startsOn), asc(confirmationCampaigns.id))

/** Replaces the recounts without a campaign, which stand for all open ones, by one for each open campaign. */
export async function divideRecounts(db: Database, open: readonly CampaignId[]): Promise<void> {
  await db.execute(sql`with gone as (
      delete from ${confirmationRecounts} where campaign_id is null returning department_id)
    insert into ${confirmationRecounts} (campaign_id, department_id)
    select open.id, gone.department_id from gone cross join (
      select jsonb_array_elements_text(${JSON.stringify(open)}::jsonb) as id) open
    group by open.id, gone.department_id`)
}

/** Stores the pending recounts of every campaign for a campaign that ends, since `divideRecounts` no longer includes it. */
export async function keepRecounts(tx: Tx, id: CampaignId): Promise<void> {
  await tx.execute(sql`insert into ${confirmationRecounts} (campaign_id, department_id)
    select distinct ${id}::text, department_id from ${confirmationRecounts} where campaign_id is null`)
}

/** Returns whether a recount of all departments of the campaign is pending. */
export const isFullRecountPending = async (db: Database, campaignId: CampaignId): Promise<boolean> =>
  (await db.$count(
    confirmationRecounts,
    and(
      isNull(confirmationRecounts.departmentId),
      or(eq(confirmationRecounts.campaignId, campaignId), isNull(confirmationRecounts.campaignId)),
    ),
  )) > 0

export async function deleteRecounts(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.delete(confirmationRecounts).where(inArray(confirmationRecounts.id, [...ids]))
}

export async function storeProgress(tx: Tx, id: number, after: number): Promise<void> {
  await tx.update(confirmationRecounts).set({ afterDepartmentId: after }).where(eq(confirmationRecounts.id, id))
}

/** Serializes recounts of a campaign across all instances until the transaction ends. */
export async function lockCounters(tx: Tx, campaignId: CampaignId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`confirmation_counters:${campaignId}`}, 0))`)
}

const isInRange = ({ after, upTo }: DepartmentRange): SQL => sql`department_id > ${after} and department_id <= ${upTo}`

/**
 * Counts the people of these departments, and adds the difference to all departments above them. `only` selects the
 * members of the range.
 */
export async function recountRange(
  deps: ReadDeps,
  tx: Tx,
  campaign: CampaignRow,
  { range, only }: { range: DepartmentRange; only: SQL },
): Promise<void> {
  await tx.execute(sql`
    with counted as (
      select department_id, state, count(*)::int as n from (${peopleOf(deps, campaign, only)}) p group by 1, 2),
    known as (
      select department_id, state, own from ${confirmationCounters} where campaign_id = ${campaign.id} and ${isInRange(range)}),
    difference as (
      select department_id, state, coalesce(n, 0) as n, coalesce(n, 0) - coalesce(own, 0) as change
      from counted full join known using (department_id, state)
      where coalesce(n, 0) <> coalesce(own, 0)),
    above as (
      select coalesce(place.id, difference.department_id) as id, difference.*
      from difference left join ${departments} on ${departments.id} = difference.department_id
      cross join lateral unnest(array_prepend(${WHOLE_COMPANY}, coalesce(${departments.path}, array[difference.department_id])))
        as place(id))
    insert into ${confirmationCounters} (campaign_id, department_id, state, own, total)
    select ${campaign.id}, above.id, above.state,
      coalesce(sum(above.n) filter (where above.id = above.department_id), max(before.own), 0)::int, sum(above.change)::int
    from above left join ${confirmationCounters} before
      on before.campaign_id = ${campaign.id} and before.department_id = above.id and before.state = above.state
    group by above.id, above.state
    on conflict (campaign_id, department_id, state)
      do update set own = excluded.own, total = confirmation_counters.total + excluded.total`)
}

/**
 * Corrects totals that are not the sum of the counts below, and deletes counters that are zero: after departments moved,
 * their people are counted elsewhere.
 */
export async function settleTotals(tx: Tx, campaignId: CampaignId): Promise<void> {
  const sums = sql`(
    select place.id as department_id, own.state, sum(own.own)::int as n
    from ${confirmationCounters} own left join ${departments} on ${departments.id} = own.department_id
    cross join lateral unnest(array_prepend(${WHOLE_COMPANY}, coalesce(${departments.path}, array[own.department_id]))) as place(id)
    where own.campaign_id = ${campaignId} and own.own > 0
    group by 1, 2)`
  await tx.execute(sql`insert into ${confirmationCounters} (campaign_id, department_id, state, own, total)
    select ${campaignId}, department_id, state, 0, 0 from ${sums} sums on conflict do nothing`)
  await tx.execute(sql`update ${confirmationCounters} counter set total = coalesce(sums.n, 0)
    from ${confirmationCounters} same left join ${sums} sums using (department_id, state)
    where same.campaign_id = ${campaignId} and counter.campaign_id = same.campaign_id and counter.state = same.state
      and counter.department_id = same.department_id and same.total <> coalesce(sums.n, 0)`)
  await tx
    .delete(confirmationCounters)
    .where(and(eq(confirmationCounters.campaignId, campaignId), sql`own = 0 and total = 0`))
}

export const noCounts = (): ConfirmationCounts =>
  Object.fromEntries(confirmationStates.map((state) => [state, 0])) as ConfirmationCounts

/** Returns the counts of a department and those below it, by campaign. */
export async function readTotals(
  db: Database,
  campaignIds: readonly CampaignId[],
  departmentId: number,
): Promise<ReadonlyMap<CampaignId, ConfirmationCounts>> {
  const found = new Map(campaignIds.map((id) => [id, noCounts()]))
  if (campaignIds.length === 0) return found
  const rows = await db
    .select({
      campaignId: confirmationCounters.campaignId,
      state: confirmationCounters.state,
      total: confirmationCounters.total,
    })
    .from(confirmationCounters)
    .where(
      and(
        inArray(confirmationCounters.campaignId, [...campaignIds]),
        eq(confirmationCounters.departmentId, departmentId),
      ),
    )
  for (const { campaignId, state, total } of rows) {
    const counts: Record<ConfirmationState, number> | undefined = found.get(campaignId)
    if (counts) counts[state] = total
  }
  return found
}
