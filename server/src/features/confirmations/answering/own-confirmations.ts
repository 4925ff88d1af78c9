import { isOpenState } from '@desk/shared/confirmations/confirmation-states'
import type { OwnActor } from '@desk/shared/identity/actor'
import type { CampaignId } from '@desk/shared/kernel/ids'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type CampaignRow, listOpenCampaigns } from '../model/campaign-queries.ts'
import { findInCampaign } from '../model/person-queries.ts'

/** Lists the open campaigns that wait for the member's answer, sorted by their last day. */
export async function listOwnConfirmations(deps: ReadDeps, actor: OwnActor): Promise<CampaignRow[]> {
  const waiting: CampaignRow[] = []
  for (const campaign of await listOpenCampaigns(deps.db)) {
    const person = await findInCampaign(deps, campaign, actor.userid)
    if (person && isOpenState(person.state)) waiting.push(campaign)
  }
  return waiting.toSorted((a, b) => a.endsOn.localeCompare(b.endsOn))
}

type OwnWaiting = { count: number; oldestAt: string | null; first: CampaignId | null }

/** Returns how many campaigns wait for the member, for home. */
export async function summarizeOwnConfirmations(deps: ReadDeps, actor: OwnActor): Promise<OwnWaiting> {
  const waiting = await listOwnConfirmations(deps, actor)
  const [first] = waiting
  return { count: waiting.length, oldestAt: first?.startedAt?.toISOString() ?? null, first: first?.id ?? null }
}
