import type { CampaignId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { LAST_DEPARTMENT, membersIn, rangeOfMembers } from '../../policies/roster/recount-queries.ts'
import { inDepartment } from '../../policies/roster/roster-queries.ts'
import { type CampaignRow, findCampaign } from '../model/campaign-queries.ts'
import {
  countRecounts,
  deleteRecounts,
  divideRecounts,
  listCampaignsToCount,
  listRecounts,
  lockCounters,
  type RecountRow,
  recountRange,
  settleTotals,
  storeProgress,
} from '../counting/recount-queries.ts'

type Amount = { recounts: number; members: number }

/** A slice of this size takes well under a second. */
const SLICE: Amount = { recounts: 1000, members: 20_000 }
/** What is counted before counts are shown; a longer backlog is reported instead. */
const BEFORE_READ: Amount = { recounts: 200, members: 5_000 }

/**
 * Recounts stale departments of the open campaigns, and of those that ended before everything was counted. Returns how many
 * stale rows are left. Deletes the rows in the transaction that counts, before it reads the people, so that no committed
 * change is missed.
 */
export async function refreshConfirmationCounters(deps: ReadDeps, amount: Amount = SLICE): Promise<number> {
  if ((await countRecounts(deps.db)) === 0) return 0
  const campaigns = await listCampaignsToCount(deps.db)
  await divideRecounts(
    deps.db,
    campaigns.flatMap(({ id, endedAt }) => (endedAt === null ? [id] : [])),
  )
  for (const campaign of campaigns) await recountCampaign(deps, campaign.id, amount)
  return countRecounts(deps.db)
}

/** Recounts before counts are shown, and returns how many stale rows are left. */
export const refreshBeforeRead = (deps: ReadDeps): Promise<number> => refreshConfirmationCounters(deps, BEFORE_READ)

async function recountCampaign(deps: ReadDeps, id: CampaignId, amount: Amount): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await lockCounters(tx, id)
    const campaign = await findCampaign(tx, id)
    if (!campaign) return
    const rows = await listRecounts(tx, id, amount.recounts)
    const departments = new Set(rows.flatMap(({ departmentId }) => departmentId ?? []))
    await deleteRecounts(
      tx,
      rows.flatMap((row) => (row.departmentId === null ? [] : [row.id])),
    )
    for (const departmentId of departments)
      await recountRange(deps, tx, campaign, {
        range: { after: departmentId - 1, upTo: departmentId },
        only: inDepartment(departmentId),
      })
    const fullRecounts = rows.filter(({ departmentId }) => departmentId === null)
    await recountNextSlice(deps, tx, campaign, { fullRecounts, members: amount.members })
  })
}

/** Continues the recount of all departments where it stopped; what was requested meanwhile begins after it. */
async function recountNextSlice(
  deps: ReadDeps,
  tx: Tx,
  campaign: CampaignRow,
  { fullRecounts, members }: { fullRecounts: readonly RecountRow[]; members: number },
): Promise<void> {
  const current = fullRecounts.find(({ afterDepartmentId }) => afterDepartmentId !== null) ?? fullRecounts[0]
  if (!current) return
  if (current.afterDepartmentId === null)
    await deleteRecounts(
      tx,
      fullRecounts.flatMap(({ id }) => (id === current.id ? [] : [id])),
    )
  const range = await rangeOfMembers(tx, current.afterDepartmentId ?? 0, members)
  await recountRange(deps, tx, campaign, { range, only: membersIn(range) })
  if (range.upTo < LAST_DEPARTMENT) return storeProgress(tx, current.id, range.upTo)
  await deleteRecounts(tx, [current.id])
  await settleTotals(tx, campaign.id)
}
