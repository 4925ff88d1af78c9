import { holdsRole } from '@desk/shared/identity/role-rules'
import type { MemberActor } from '@desk/shared/identity/actor'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { DelegationList } from '@desk/shared/delegations/delegation-schemas'
import { approvesRequests } from '@desk/shared/requests/permissions'
import type { ReadDeps } from '../../kernel/deps.ts'
import { today } from '../../access/grant-conditions.ts'
import { distinctUserids } from '../../directory/distinct-userids.ts'
import { memberNames } from '../../directory/member-names.ts'
import { listDelegations, listNearbyApprovers } from './delegation-queries.ts'
import { toDelegationView } from './delegation-view.ts'

/** Delegations that ended earlier are not listed. */
const SHOWN_DAYS = 365
/** Maximum number of delegations listed per side. */
const LIMIT = 50
/** Maximum number of suggested delegates. */
const SUGGESTED = 4

/** Lists the delegations that the actor gave and holds, and suggests delegates. */
export async function getDelegations(deps: ReadDeps, actor: MemberActor): Promise<DelegationList> {
  const day = today(deps)
  const page = { since: shiftDay(day, -SHOWN_DAYS), limit: LIMIT }
  const given = await listDelegations(deps.db, 'principal', actor.userid, page)
  const held = await listDelegations(deps.db, 'delegate', actor.userid, page)
  const nearby = await listNearbyApprovers(
    deps.db,
    { userid: actor.userid, adminOf: actor.adminOf, isOps: holdsRole(actor, 'ops') },
    { day, limit: SUGGESTED },
  )
  const people = await memberNames(deps.db, [
    ...nearby,
    ...[...given, ...held].flatMap(({ principal, delegate }) => [principal, delegate]),
  ])
  const toView = (row: (typeof given)[number]) => toDelegationView(row, people, actor.userid, day)
  return {
    given: given.map(toView),
    held: held.map(toView),
    mayDelegate: approvesRequests(actor),
    suggested: orderSuggestions(given, nearby).map(people),
    today: day,
  }
}

/** Returns former delegates, then the nearby approvers. */
function orderSuggestions(given: readonly { delegate: string }[], nearby: readonly string[]): string[] {
  return distinctUserids([...given.map(({ delegate }) => delegate), ...nearby]).slice(0, SUGGESTED)
}
