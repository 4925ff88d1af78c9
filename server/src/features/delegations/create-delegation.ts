import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { instantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import { DELEGATION_MAX_DAYS } from '@desk/shared/delegations/delegation-max-days'
import type { DelegationBody, DelegationList } from '@desk/shared/delegations/delegation-schemas'
import type { Tx } from '../../db/database.ts'
import { approvesRequests } from '@desk/shared/requests/permissions'
import { invalidField } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import { today } from '../../access/grant-conditions.ts'
import { findMemberRow, lockMember } from '../../access/actor-queries.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { DelegationOverlapsError, NotAnApproverError } from './delegation-errors.ts'
import { findOverlapping, insertDelegation } from './delegation-queries.ts'
import { getDelegations } from './get-delegations.ts'
import { ACTIVE } from '../../directory/member-drift.ts'

type DelegationDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'failPoints' | 'emit'>

/**
 * Delegates the actor's approvals from one day to another. Waiting requests move to the delegate when it begins, and
 * back when it is over.
 *
 * @throws NotAnApproverError, DelegationOverlapsError
 */
export async function createDelegation(
  deps: DelegationDeps,
  actor: MemberActor,
  body: DelegationBody,
): Promise<DelegationList> {
  if (!approvesRequests(actor)) throw new NotAnApproverError()
  const day = today(deps)
  requireValidDays(body, day)
  const now = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const delegate = await requireDelegate(tx, actor, body)
    const span = { startsOn: body.startsOn, endsOn: body.endsOn, kinds: body.kinds ?? null }
    const other = await findOverlapping(tx, actor.userid, span)
    if (other) throw new DelegationOverlapsError(other.id)
    const row = await insertDelegation(tx, {
      ...span,
      id: deps.ids.next('delegation'),
      principal: actor.userid,
      delegate,
      note: body.note,
      createdAt: now,
    })
    const details = { delegate, startsOn: row.startsOn, endsOn: row.endsOn, kinds: row.kinds }
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'delegations.make', object: row.id, details })
    const startsAt = instantOf(deps.site.timeZone, row.startsOn, 0)
    const endsAt = instantOf(deps.site.timeZone, shiftDay(row.endsOn, 1), 0)
    await deps.emit(tx, 'delegations.changed', {
      id: row.id,
      principal: actor.userid,
      changes: [
        { change: 'started', at: startsAt > now ? startsAt : now },
        { change: 'ended', at: endsAt },
      ],
    })
  })
  deps.failPoints.hit('delegation.committed')
  return getDelegations(deps, actor)
}

function requireValidDays({ startsOn, endsOn }: DelegationBody, day: string): void {
  if (startsOn < day) throw invalidField('startsOn', 'delegation.starts_before')
  if (endsOn > shiftDay(startsOn, DELEGATION_MAX_DAYS - 1)) throw invalidField('endsOn', 'delegation.too_long')
}

/** Requires an active member. The delegator's row is locked, so that concurrent delegations see each other. */
async function requireDelegate(tx: Tx, actor: MemberActor, { delegate }: DelegationBody): Promise<string> {
  await lockMember(tx, actor.userid)
  if (sameUserid(delegate, actor.userid)) throw invalidField('delegate', 'delegation.oneself')
  const member = await findMemberRow(tx, delegate)
  if (member?.status !== ACTIVE) throw invalidField('delegate', 'delegation.unknown_member')
  return member.userid
}
