import type { PartnerDecisionBody, RenewalBody } from '@desk/shared/accounts/partner-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { sameUserid } from '@desk/shared/kernel/ids'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { actorNow } from '../../../access/current-actor.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { Tx } from '../../../db/database.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { AccountRefusedError } from '../account-errors.ts'
import { findPartner, lockPartner, type PartnerRow, updatePartner } from './partner-queries.ts'
import { checkLastDay, type PartnerDeps, writeContract } from './set-partner.ts'

/** Sets a new last day of a running contract. After an extension the partner has to sign again. */
export async function renewPartner(
  deps: PartnerDeps,
  actor: MemberActor,
  { userid, seenEndsOn, endsOn }: RenewalBody & { userid: string },
): Promise<void> {
  checkLastDay(endsOn, today(deps))
  const member = await findMemberRow(deps.db, userid)
  await deps.db.transaction(async (tx) => {
    const partner = await requireRunning(deps, tx, actor, { userid, seenEndsOn })
    if (!member) throw new NotFoundError()
    const { company, sponsor } = partner
    await writeContract(deps, tx, { member, partner, company, sponsor, endsOn, by: actor.userid })
  })
}

/** Decides that the account is disabled after the last day, or takes this decision back. */
export async function decidePartner(
  deps: PartnerDeps,
  actor: MemberActor,
  { userid, seenEndsOn, decision }: PartnerDecisionBody & { userid: string },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const partner = await requireRunning(deps, tx, actor, { userid, seenEndsOn })
    const at = deps.clock.now()
    const isClose = decision === 'close'
    if (isClose === (partner.closeAt !== null)) return
    await updatePartner(tx, userid, { closeBy: isClose ? actor.userid : null, closeAt: isClose ? at : null })
    const action = isClose ? 'partner.closing' : 'partner.kept'
    await recordAudit(tx, { at, actor: actor.userid, action, object: partner.userid, details: { endsOn: seenEndsOn } })
  })
}

type RunningContract = PartnerRow & { sponsor: string }

/**
 * Locks a running contract that the caller may decide on.
 *
 * @throws NotFoundError for anybody but HR, the management department and a sponsor who is no partner, for the partner themselves, and
 * when there is no such partner; AccountRefusedError when the contract changed or is over
 */
async function requireRunning(
  deps: PartnerDeps,
  tx: Tx,
  caller: MemberActor,
  { userid, seenEndsOn }: { userid: string; seenEndsOn: string },
): Promise<RunningContract> {
  const partner = await lockPartner(tx, userid)
  const actor = await actorNow(deps, tx, caller)
  if (!partner || sameUserid(partner.userid, actor.userid)) throw new NotFoundError()
  const { sponsor } = partner
  const isSponsor = sponsor !== null && sameUserid(sponsor, actor.userid) && !(await findPartner(tx, actor.userid))
  if (!isSponsor && !holdsRole(actor, 'hr')) throw new NotFoundError()
  if (sponsor === null || partner.endsOn !== seenEndsOn || partner.endedAt !== null)
    throw new AccountRefusedError('changed_meanwhile')
  return { ...partner, sponsor }
}
