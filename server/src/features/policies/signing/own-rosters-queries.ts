import { sql } from 'drizzle-orm'
import { today } from '../../../access/grant-conditions.ts'
import { preparedByKey, UNNAMED } from '../../../db/prepared-once.ts'
import { members } from '../../../db/schema/index.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { columns, type RawRow, roster, type RosterDeps, type RosterRow, toRow } from '../roster/roster-queries.ts'

/** Finds one person's rows on the rosters of these policies in one query; policies that do not bind them are omitted. */
export async function findOnRosters(
  deps: RosterDeps,
  policies: readonly ActivePolicy[],
  userid: string,
): Promise<ReadonlyMap<string, RosterRow>> {
  if (policies.length === 0) return new Map()
  const now = deps.clock.now()
  const values = { me: userid.toLowerCase(), now: now.toISOString(), day: today(deps) }
  const rows = await ownRosters(deps, policies).execute(values)
  return new Map(rows.map(({ row }) => [row.policy_id, toRow(row, now)]))
}

/** Returns the prepared statement. Its text depends on the policies, which change with a publication. */
const ownRosters = (deps: RosterDeps, policies: readonly ActivePolicy[]) =>
  statementFor(deps.db, JSON.stringify([policies, deps.asOf]), () => prepareRosters(deps, policies))

const statementFor = preparedByKey<ReturnType<typeof prepareRosters>>()

function prepareRosters(deps: RosterDeps, policies: readonly ActivePolicy[]) {
  const moment = { now: sql`${sql.placeholder('now')}::timestamptz`, day: sql.placeholder('day') }
  const only = sql`lower(${members.userid}) = ${sql.placeholder('me')}`
  const parts = policies.map(
    (policy) =>
      sql`select ${policy.id}::text as policy_id, ${columns} from (${roster({ ...deps, moment }, policy, only)}) r`,
  )
  return deps.db
    .select({ row: sql<RawRow & { policy_id: string }>`to_jsonb(one)` })
    .from(sql`(${sql.join(parts, sql` union all `)}) as one`)
    .prepare(UNNAMED)
}
