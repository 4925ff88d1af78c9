import { holdsRole } from '@desk/shared/identity/role-rules'
import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { DelegationList } from '@desk/shared/delegations/delegation-schemas'
import { approvesRequests } from '@desk/shared/requests/permissions'
import type { ReadDeps } from '../../kernel/deps.ts'
import { today } from '../../access/grant-conditions.ts'
import { memberNames } from '../../directory/member-names.ts'
import { listDelegations, listNeighbours } from './delegation-queries.ts'
import { toDelegationView } from './delegation-view.ts'

const SHOWN_DAYS = 365
const LIMIT = 50
/** Maximum number of suggestions. */
const SUGGESTED = 4

const isOps = (actor: MemberActor): boolean => holdsRole(actor, 'ops')

/** Lists the delegations that the actor gave and holds, with suggestions. */
export async function getDelegations(deps: ReadDeps, actor: MemberActor): Promise<DelegationList> {
  const day = today(deps)
  const page = { since: shiftDay(day, -SHOWN_DAYS), limit: LIMIT }
  const given = await listDelegations(deps.db, 'principal', actor.userid, page)
  const held = await listDelegations(deps.db, 'delegate', actor.userid, page)
  const neighbours = await listNeighbours(
    deps.db,
    { userid: actor.userid, adminOf: actor.adminOf, isOps: isOps(actor) },
    { day, limit: SUGGESTED },
  )
  const people = await memberNames(deps.db, [
    ...neighbours,
    ...[...given, ...held].flatMap(({ principal, delegate }) => [principal, delegate]),
  ])
  const toView = (row: (typeof given)[number]) => toDelegationView(row, people, actor.userid, day)
  return {
    given: given.map(toView),
    held: held.map(toView),
    mayDelegate: approvesRequests(actor),
    suggested: suggestedOf(given, neighbours).map(people),
    today: day,
  }
}

/** Returns former delegates, then approvers of the same departments. */
function suggestedOf(given: readonly { delegate: string }[], neighbours: readonly string[]): string[] {
  const all = [...given.map(({ delegate }) => delegate), ...neighbours]
  return all.filter((one, index) => all.findIndex((other) => sameUserid(one, other)) === index).slice(0, SUGGESTED)
}
