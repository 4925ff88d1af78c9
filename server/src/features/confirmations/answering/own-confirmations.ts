import { isOpenState } from '@desk/shared/confirmations/confirmation-states'
import type { OwnActor } from '@desk/shared/identity/actor'
import type { CampaignId } from '@desk/shared/kernel/ids'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type CampaignRow, listOpenCampaigns } from '../model/campaign-queries.ts'
import { asSeenBy } from '../model/own-report.ts'
import { findInCampaign } from '../model/person-queries.ts'

/** Lists the open campaigns that wait for the member's answer, sorted by their last day. */
export async function listOwnConfirmations(deps: ReadDeps, actor: OwnActor): Promise<CampaignRow[]> {
  const waiting: CampaignRow[] = []
  for (const campaign of await listOpenCampaigns(deps.db)) {
    const person = await findInCampaign(deps, campaign, actor.userid)
    if (person && isOpenState(asSeenBy(actor, person).state)) waiting.push(campaign)
  }
  return waiting.toSorted((a, b) => a.endsOn.localeCompare(b.endsOn))
}

type OwnWaiting = { count: number; oldestAt: string | null; first: CampaignId | null }

/** Returns how many campaigns wait for the member, since when the oldest does, and which ends first, for home. */
export async function summarizeOwnConfirmations(deps: ReadDeps, actor: OwnActor): Promise<OwnWaiting> {
  const waiting = await listOwnConfirmations(deps, actor)
  const startedAt = waiting
    .flatMap((campaign) => campaign.startedAt ?? [])
    .toSorted((a, b) => a.getTime() - b.getTime())
  return { count: waiting.length, oldestAt: startedAt[0]?.toISOString() ?? null, first: waiting[0]?.id ?? null }
}
