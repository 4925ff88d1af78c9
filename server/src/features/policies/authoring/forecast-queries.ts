import type { PublishForecast } from '@desk/shared/policies/authoring-schemas'
import { sql } from 'drizzle-orm'
import { roster, type RosterDeps, type RosterPolicy, rowsOf } from '../roster/roster-queries.ts'

type Asked = Pick<PublishForecast, 'major' | 'delta' | 'full' | 'partners' | 'notAsked'>

/** Whom a version would ask, if it took effect now. */
export async function countForecast(deps: RosterDeps, policy: RosterPolicy): Promise<Asked> {
  const isAsked = sql`counter not in ('excluded', 'exempt')`
  const [row] = await rowsOf<Asked>(
    deps.db,
    sql`select count(*) filter (where ${isAsked})::int as major,
        count(*) filter (where ${isAsked} and signed_no is not null and signed_at > counts_from)::int as delta,
        count(*) filter (where ${isAsked} and (signed_no is null or signed_at <= counts_from))::int as "full",
        count(*) filter (where ${isAsked} and is_partner)::int as partners,
        count(*) filter (where not (${isAsked}))::int as "notAsked"
      from (${roster(deps, policy)}) r`,
  )
  return row ?? { major: 0, delta: 0, full: 0, partners: 0, notAsked: 0 }
}
