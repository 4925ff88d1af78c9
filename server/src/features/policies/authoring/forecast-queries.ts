import type { PublishForecast } from '@desk/shared/policies/authoring-schemas'
import { sql } from 'drizzle-orm'
import { roster, type RosterDeps, type RosterPolicy, rowsOf } from '../roster/roster-queries.ts'

type Forecast = Pick<PublishForecast, 'major' | 'delta' | 'full' | 'partners' | 'notAsked'>

/** Counts the people whom a version would bind if it took effect now. */
export async function countForecast(deps: RosterDeps, policy: RosterPolicy): Promise<Forecast> {
  const isRequired = sql`counter not in ('excluded', 'exempt')`
  const [row] = await rowsOf<Forecast>(
    deps.db,
    sql`select count(*) filter (where ${isRequired})::int as major,
        count(*) filter (where ${isRequired} and signed_no is not null and signed_at > counts_from)::int as delta,
        count(*) filter (where ${isRequired} and (signed_no is null or signed_at <= counts_from))::int as "full",
        count(*) filter (where ${isRequired} and is_partner)::int as partners,
        count(*) filter (where not (${isRequired}))::int as "notAsked"
      from (${roster(deps, policy)}) r`,
  )
  return row ?? { major: 0, delta: 0, full: 0, partners: 0, notAsked: 0 }
}
