import type { AudiencePreview, CampaignBody, CampaignEndBody } from '@desk/shared/confirmations/confirmation-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { CampaignId } from '@desk/shared/kernel/ids'
import { instantOf, nextTimeOutsideQuietHours } from '@desk/shared/kernel/working-calendar'
import type { Audience } from '@desk/shared/policies/audience'
import { actorWithRole } from '../../../access/current-actor.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import { today } from '../../../access/grant-conditions.ts'
import { InvalidInputError, NotFoundError, SettingsChangedError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { dropAskingLines } from '../asking/asking-queries.ts'
import { keepRecounts } from '../counting/recount-queries.ts'
import { countAudience } from './audience-queries.ts'
import { insertCampaign, lockCampaignToEnd, saveCampaign } from '../model/campaign-queries.ts'

type CampaignDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'holidays'>

/** The job that starts campaigns on time. A periodic job starts those that this one missed. */
export const ASK_TOPIC = 'confirmations.ask'

/** Counts the people of this audience whom a campaign would ask today, and those whom it would exclude. */
export async function previewAudience(
  deps: ReadDeps,
  actor: MemberActor,
  audience: Audience,
): Promise<AudiencePreview> {
  authorizeRole(actor, 'hr')
  return countAudience(deps, audience)
}

/**
 * Creates a campaign, which starts on its first day outside the quiet hours, or else on the next working day. A repeated call
 * with the same key creates no second campaign.
 * @throws InvalidInputError when the first day is past
 */
export async function createCampaign(
  deps: CampaignDeps,
  actor: MemberActor,
  { key, ...body }: CampaignBody & { key: string },
): Promise<CampaignId> {
  return deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'hr')
    if (body.startsOn < today(deps))
      throw new InvalidInputError('The first day is past', [{ path: 'startsOn', code: 'confirmation.past' }])
    const at = deps.clock.now()
    const id = deps.ids.next('campaign')
    const idempotencyKey = `${actor.userid.toLowerCase()}:${key}`
    const existing = await insertCampaign(tx, { id, ...body, createdBy: actor.userid, createdAt: at, idempotencyKey })
    if (existing) return existing
    const calendar = await loadCalendar({ ...deps, db: tx })
    const dayStart = instantOf(calendar.timeZone, body.startsOn, 0)
    const runAt = nextTimeOutsideQuietHours(calendar, dayStart < at ? at : dayStart)
    const jobKey = `${ASK_TOPIC}:${id}`
    // A separate group: the job of a later day must not hold up this one.
    await enqueue(tx, [{ topic: ASK_TOPIC, payload: {}, dedupeKey: jobKey, groupKey: jobKey, runAt }])
    const details = { fields: body.fields, startsOn: body.startsOn, endsOn: body.endsOn, audience: body.audience }
    await recordAudit(tx, { at, actor: actor.userid, action: 'confirmation.created', object: id, details })
    return id
  })
}

/**
 * Ends a campaign: nobody is asked any more, no answer is accepted, and the answers given so far are counted. Ending it twice
 * changes nothing.
 * @throws SettingsChangedError when it was to be cancelled before its start and has started
 */
export async function endCampaign(
  deps: CampaignDeps,
  actor: MemberActor,
  id: CampaignId,
  { before }: CampaignEndBody = {},
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const campaign = await lockCampaignToEnd(tx, id)
    await actorWithRole(deps, tx, actor, 'hr')
    if (!campaign) throw new NotFoundError()
    if (before === 'start' && campaign.startedAt !== null) throw new SettingsChangedError()
    if (campaign.endedAt !== null) return
    const at = deps.clock.now()
    await saveCampaign(tx, id, { endedAt: at, endedBy: actor.userid })
    // A campaign that has not started is not counted, and has asked nobody.
    if (campaign.startedAt !== null) {
      await keepRecounts(tx, id)
      await dropAskingLines(tx, id)
    }
    await recordAudit(tx, { at, actor: actor.userid, action: 'confirmation.ended', object: id, details: {} })
  })
}
