import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { ActiveDelegations } from '@desk/shared/requests/delegation-schemas'
import { and, eq, or, sql } from 'drizzle-orm'
import { delegations } from '../db/schema/index.ts'
import type { ReadDeps } from '../kernel/deps.ts'
import { isDelegationActive, today } from './grant-conditions.ts'
import { memberNames } from '../directory/member-names.ts'

/** Maximum number of delegations returned. */
const MAX_DELEGATIONS = 20

/** SQL condition: the column contains this person. */
export const isPerson = (column: typeof delegations.principal | typeof delegations.delegate, userid: string) =>
  eq(sql`lower(${column})`, userid.toLowerCase())

/** Returns the actor's delegations of today: `given` (who decides for them) and `held` (for whom they decide). */
export async function getActiveDelegations(deps: ReadDeps, { userid }: MemberActor): Promise<ActiveDelegations> {
  const rows = await deps.db
    .select()
    .from(delegations)
    .where(
      and(
        isDelegationActive(today(deps)),
        or(isPerson(delegations.principal, userid), isPerson(delegations.delegate, userid)),
      ),
    )
    .orderBy(delegations.endsOn, delegations.id)
    .limit(MAX_DELEGATIONS)
  const nameOf = await memberNames(
    deps.db,
    rows.flatMap(({ principal, delegate }) => [principal, delegate]),
  )
  const asPrincipal = rows.filter(({ principal }) => sameUserid(principal, userid))
  const asDelegate = rows.filter(({ delegate }) => sameUserid(delegate, userid))
  return {
    given: asPrincipal.map(({ delegate, endsOn }) => ({ ...nameOf(delegate), endsOn })),
    held: asDelegate.map(({ principal, endsOn }) => ({ ...nameOf(principal), endsOn })),
  }
}
