import { and, eq, type SQL, sql } from 'drizzle-orm'
import { members, notices } from '../../db/schema/index.ts'
import { COMPANY } from './count-queries.ts'
import type { LivePolicy } from './policy-queries.ts'
import { amongUserids, counterIsOneOf, every, inSubtree, roster, type RosterDeps, rowsOf } from './roster-queries.ts'

const owing = ['open', 'pending', 'overdue', 'undelivered']

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
      where ${counterIsOneOf(owing)}`,
  )
  return row?.n ?? 0
}

/** How many of these an urge would reach now, and how many of those who owe it were urged today. */
export async function countReach(
  deps: RosterDeps,
  object: string,
  policy: LivePolicy,
  { scope, userids }: { scope: number; userids: readonly string[] },
): Promise<{ reached: number; skipped: number }> {
  const count = async (more: readonly SQL[]) => {
    const only = every([amongUserids(userids), ...(scope === COMPANY ? [] : [inSubtree(scope)]), ...more])
    const [row] = await rowsOf<{ n: number }>(
      deps.db,
      sql`select count(*)::int as n from (${roster(deps, policy, only)}) r where ${counterIsOneOf(owing)}`,
    )
    return row?.n ?? 0
  }
  const skipped = await count([wasUrged(object)])
  return { reached: (await count([])) - skipped, skipped }
}
