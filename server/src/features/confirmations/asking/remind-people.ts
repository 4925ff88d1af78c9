import type { RemindResult } from '@desk/shared/confirmations/confirmation-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { CampaignId } from '@desk/shared/kernel/ids'
import { today } from '../../../access/grant-conditions.ts'
import { actorNow } from '../../../access/current-actor.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { NotOpenError } from '../confirmation-errors.ts'
import { isOpen, lockCampaignAgainstEnd } from '../model/campaign-queries.ts'
import { isResponsibleFor, requireScope } from '../model/viewers.ts'
import { enqueueReminder } from './asking-cards.ts'
import { listToRemind } from './asking-queries.ts'

/** Maximum number of people that one call reminds; the next call reminds others. */
const MAX_REMINDED = 500

/** Reminds people of a department or the company who have not answered, each once a day. Cards wait until quiet hours end. */
export async function remindPeople(
  deps: NoticeDeps & Pick<Deps, 'db' | 'site'>,
  caller: MemberActor,
  { id, department }: { id: CampaignId; department?: string | undefined },
): Promise<RemindResult> {
  return deps.db.transaction(async (tx) => {
    const campaign = await lockCampaignAgainstEnd(tx, id)
    const actor = await actorNow(deps, tx, caller)
    const scope = await requireScope(tx, actor, department)
    if (!campaign || campaign.startedAt === null) throw new NotFoundError()
    if (!(await isResponsibleFor(tx, actor, scope))) throw new NotFoundError()
    if (!isOpen(campaign)) throw new NotOpenError()
    const day = today(deps)
    const selection = { scope, day, limit: MAX_REMINDED + 1 }
    const people = await listToRemind({ ...deps, db: tx }, campaign, selection)
    let reminded = 0
    for (const { userid } of people.slice(0, MAX_REMINDED))
      if (await enqueueReminder(deps, tx, campaign, userid, day)) reminded += 1
    const details = { department: scope, reminded }
    await recordAudit(tx, {
      at: deps.clock.now(),
      actor: actor.userid,
      action: 'confirmation.urged',
      object: id,
      details,
    })
    return { reminded, isMore: people.length > MAX_REMINDED }
  })
}
