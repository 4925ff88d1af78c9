import type { MemberActor } from '@desk/shared/identity/actor'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { DelegationList } from '@desk/shared/requests/delegation-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { today } from '../../kernel/live-grants.ts'
import { memberNames } from '../../kernel/member-names.ts'
import { listDelegations } from './delegation-queries.ts'
import { toDelegationView } from './delegation-view.ts'

const SHOWN_DAYS = 365
const LIMIT = 50

/** Department admins and the management department decide about others; nobody else has anything to hand over. */
export const decidesAboutOthers = ({ adminOf, roles }: MemberActor): boolean =>
  adminOf.length > 0 || roles.includes('ops') || roles.includes('ops_lead')

/** What I gave and what I hold. */
export async function getDelegations(
  deps: Pick<Deps, 'db' | 'clock' | 'site'>,
  actor: MemberActor,
): Promise<DelegationList> {
  const day = today(deps)
  const page = { since: shiftDay(day, -SHOWN_DAYS), limit: LIMIT }
  const given = await listDelegations(deps.db, 'principal', actor.userid, page)
  const held = await listDelegations(deps.db, 'delegate', actor.userid, page)
  const people = await memberNames(
    deps.db,
    [...given, ...held].flatMap(({ principal, delegate }) => [principal, delegate]),
  )
  const toView = (row: (typeof given)[number]) => toDelegationView(row, people, actor.userid, day)
  return { given: given.map(toView), held: held.map(toView), mayDelegate: decidesAboutOthers(actor) }
}
