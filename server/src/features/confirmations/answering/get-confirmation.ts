import type { ConfirmationView } from '@desk/shared/confirmations/confirmation-schemas'
import { hiddenFields } from '@desk/shared/confirmations/confirmation-states'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type CampaignId, sameUserid } from '@desk/shared/kernel/ids'
import { memberNames } from '../../../directory/member-names.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { listUnfinishedRequests } from '../../requests/model/request-queries.ts'
import { headingOf } from '../campaigns/list-campaigns.ts'
import { findCampaign, isOpen } from '../model/campaign-queries.ts'
import type { CampaignDayDeps } from '../model/late-start.ts'
import { findInCampaign } from '../model/person-queries.ts'
import { asSeenBy } from '../model/own-report.ts'
import { changedFields, fieldHashesOf } from '../model/shown-data.ts'
import { listShownValues } from '../model/shown-values.ts'

/** Returns what a member is asked to confirm. @throws NotFoundError when the campaign does not ask them, or not yet */
export async function getConfirmation(
  deps: CampaignDayDeps,
  actor: MemberActor,
  id: CampaignId,
): Promise<ConfirmationView> {
  const campaign = await findCampaign(deps.db, id)
  const isStarted = campaign !== null && campaign.startedAt !== null
  const found = isStarted ? await findInCampaign(deps, campaign, actor.userid) : null
  if (!campaign || !found) throw new NotFoundError()
  // A person who was reported as having left may still answer.
  const person = asSeenBy(actor, found)
  const [values] = await listShownValues(deps.db, campaign, [person])
  const changed =
    person.state === 'changed' ? changedFields(person.fieldHashes ?? {}, fieldHashesOf(campaign, person)) : []
  const reported = person.state === 'wrong' ? (person.wrongFields ?? []) : []
  const hiddenConfirmed = person.state === 'confirmed' ? (person.hiddenFields ?? []) : []
  const [open] = await listUnfinishedRequests(deps.db, person.userid, 'info_change')
  const names = await memberNames(deps.db, person.by === null ? [] : [person.by])
  return {
    campaign: await headingOf(deps, campaign),
    state: person.state,
    fields: (values ?? []).map((shown) => ({
      ...shown,
      isChanged: changed.includes(shown.field),
      isReported: reported.includes(shown.field),
    })),
    leftOut: hiddenFields.filter((field) => !hiddenConfirmed.includes(field)),
    hiddenConfirmed,
    hash: person.hash,
    answeredAt: person.answeredMs === null ? null : new Date(person.answeredMs).toISOString(),
    answeredBy: person.by === null || sameUserid(person.by, person.userid) ? null : names(person.by),
    openRequest: open?.id ?? null,
    mayAnswer: isOpen(campaign) && person.state !== 'excluded',
  }
}
