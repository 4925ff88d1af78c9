import { and, eq, type SQL, sql } from 'drizzle-orm'
import { members, notices } from '../../db/schema/index.ts'
import { COMPANY } from './count-queries.ts'
import type { LivePolicy } from './policy-queries.ts'
import { counterIsOneOf, every, inSubtree, roster, type RosterDeps, rowsOf } from './roster-queries.ts'

const wasUrged = (object: string): SQL =>
  sql`exists (select 1 from ${notices} where ${notices.event} = 'policy.urged' and ${notices.objectId} = ${object}
    and lower(${notices.userid}) = lower(${members.userid}))`

/** How many of those who were urged about it today have not signed yet. Looks at those who were urged, not at the company. */
export async function countUrged(deps: RosterDeps, object: string, policy: LivePolicy, scope: number): Promise<number> {
  const urged = await deps.db.$count(notices, and(eq(notices.event, 'policy.urged'), eq(notices.objectId, object)))
  if (urged === 0) return 0
  const only = every([wasUrged(object), ...(scope === COMPANY ? [] : [inSubtree(scope)])])
  const [row] = await rowsOf<{ n: number }>(
    deps.db,
    sql`select count(*)::int as n from (${roster(deps, policy, only)}) r
      where ${counterIsOneOf(['open', 'pending', 'overdue', 'undelivered'])}`,
  )
  return row?.n ?? 0
}
