import type { CampaignList } from '@desk/shared/confirmations/confirmation-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { authorizeRole } from '../../../access/authorize.ts'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { WHOLE_COMPANY } from '../../policies/roster/count-queries.ts'
import { noCounts, readTotals } from '../counting/recount-queries.ts'
import { refreshBeforeRead } from '../jobs/refresh-counters.ts'
import { type CampaignRow, listCampaigns, stateOf } from '../model/campaign-queries.ts'
import { type CampaignDayDeps, lateStartOf } from '../model/late-start.ts'
import { countsFor } from '../model/own-report.ts'

/** Returns the heading of a campaign, which all its views contain. */
export const headingOf = async (deps: CampaignDayDeps, campaign: CampaignRow) => ({
  id: campaign.id,
  title: campaign.title,
  startsOn: campaign.startsOn,
  endsOn: campaign.endsOn,
  lateStart: await lateStartOf(deps, campaign),
  state: stateOf(deps, campaign),
})

/** Returns the newest campaigns with the counts of the company. */
export async function getCampaigns(deps: CampaignDayDeps, actor: MemberActor): Promise<CampaignList> {
  authorizeRole(actor, 'hr')
  await refreshBeforeRead(deps)
  const rows = await listCampaigns(deps.db)
  const ids = rows.map(({ id }) => id)
  const totals = await readTotals(deps.db, ids, WHOLE_COMPANY)
  const names = await memberNames(
    deps.db,
    rows.map(({ createdBy }) => createdBy),
  )
  const items: CampaignList['items'] = []
  for (const campaign of rows) {
    const counts = totals.get(campaign.id) ?? noCounts()
    items.push({
      ...(await headingOf(deps, campaign)),
      isStarted: campaign.startedAt !== null,
      counts: await countsFor(deps, campaign, actor, { counts, departmentId: WHOLE_COMPANY }),
      createdBy: names(campaign.createdBy).name,
      createdAt: campaign.createdAt.toISOString(),
    })
  }
  return { items, today: today(deps) }
}
