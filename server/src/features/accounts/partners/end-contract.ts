import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { findMemberRow, lockMember, type MemberRow } from '../../../access/actor-queries.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import { endSessionsOf } from '../../../access/end-sessions.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { Tx } from '../../../db/database.ts'
import { suspendAccount } from '../../../directory/suspension-queries.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { afterContractChange } from './partner-effects.ts'
import { enqueueDisabling, cancelPartnerJobs } from './partner-jobs.ts'
import { saveContractHistory, lockPartner, type PartnerRow, updatePartner } from './partner-queries.ts'
import type { PartnerDeps } from './set-partner.ts'

/** Ends the contract of a partner at once. The account is disabled. */
export async function endPartner(deps: PartnerDeps, actor: MemberActor, { userid }: { userid: string }): Promise<void> {
  const member = await findMemberRow(deps.db, userid)
  await deps.db.transaction(async (tx) => {
    await lockMember(tx, userid)
    const partner = await lockPartner(tx, userid)
    await actorWithRole(deps, tx, actor, 'hr')
    if (!member || !partner || sameUserid(member.userid, actor.userid)) throw new NotFoundError()
    if (partner.endedAt !== null) return
    const day = today(deps)
    const endsOn = partner.endsOn !== null && partner.endsOn < day ? partner.endsOn : shiftDay(day, -1)
    await closeAccount(deps, tx, { partner, member, endsOn, by: actor.userid })
  })
}

type Ending = { partner: PartnerRow; member: MemberRow; endsOn: string; by: string }

/**
 * Closes the account of a partner in this app and enqueues that it is disabled in WeCom: the sessions end in this
 * transaction, and the next sign-in is refused. The rows of member and partner are locked.
 */
export async function closeAccount(
  deps: Omit<PartnerDeps, 'db'>,
  tx: Tx,
  { partner, member, endsOn, by }: Ending,
): Promise<void> {
  const { userid } = member
  const at = deps.clock.now()
  await saveContractHistory(tx, [userid], at)
  await updatePartner(tx, partner.userid, {
    endsOn,
    endedAt: at,
    triedAt: null,
    disabledAt: null,
    isEnabling: false,
    trouble: null,
  })
  await suspendAccount(tx, userid, 'partner_end', at)
  await endSessionsOf(tx, userid, 'disabled', at)
  await cancelPartnerJobs(tx, userid)
  await enqueueDisabling(tx, userid, at)
  const details = { endsOn, decidedBy: partner.closeBy }
  await recordAudit(tx, { at, actor: by, action: 'partner.closed', object: userid, details })
  await deps.emit(tx, 'account.locked', { userid, at })
  await afterContractChange(deps, tx, member, at)
}
