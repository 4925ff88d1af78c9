import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { ActiveDelegations } from '@desk/shared/delegations/delegation-schemas'
import { and, or, sql } from 'drizzle-orm'
import { matchesUserid } from '../db/matches-userid.ts'
import { preparedOnce, UNNAMED } from '../db/prepared-once.ts'
import { delegations } from '../db/schema/index.ts'
import type { ReadDeps } from '../kernel/deps.ts'
import { isDelegationActive, today } from './grant-conditions.ts'
import { memberNames } from '../directory/member-names.ts'

/** Maximum number of delegations returned. */
const MAX_DELEGATIONS = 20

const me = sql.placeholder('me')

const activeDelegations = preparedOnce((db) =>
  db
    .select()
    .from(delegations)
    .where(
      and(
        isDelegationActive(sql.placeholder('day')),
        or(matchesUserid(delegations.principal, me), matchesUserid(delegations.delegate, me)),
      ),
    )
    .orderBy(delegations.endsOn, delegations.id)
    .limit(MAX_DELEGATIONS)
    .prepare(UNNAMED),
)

/** Returns the actor's delegations of today: `given` (who decides for them) and `held` (for whom they decide). */
export async function getActiveDelegations(deps: ReadDeps, { userid }: MemberActor): Promise<ActiveDelegations> {
  const rows = await activeDelegations(deps.db).execute({ me: userid.toLowerCase(), day: today(deps) })
  const nameOf = await memberNames(
    deps.db,
    rows.flatMap(({ principal, delegate }) => [principal, delegate]),
  )
  const asDelegator = rows.filter(({ principal }) => sameUserid(principal, userid))
  const asDelegate = rows.filter(({ delegate }) => sameUserid(delegate, userid))
  return {
    given: asDelegator.map(({ delegate, endsOn }) => ({ ...nameOf(delegate), endsOn })),
    held: asDelegate.map(({ principal, endsOn }) => ({ ...nameOf(principal), endsOn })),
  }
}
