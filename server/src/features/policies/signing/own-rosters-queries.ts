import { eq, isNull, type SQL, sql } from 'drizzle-orm'
import { today } from '../../../access/grant-conditions.ts'
import { preparedByKey, UNNAMED } from '../../../db/prepared-once.ts'
import { members, policies as policyTable, policyVersions } from '../../../db/schema/index.ts'
import {
  type ActivePolicy,
  keysOf,
  knownTerms,
  type PublishedRow,
  termsUnlessKnown,
  toPolicies,
} from '../document/policy-queries.ts'
import {
  columns,
  epochMs,
  type RawRow,
  roster,
  type RosterDeps,
  type RosterRow,
  toRow,
} from '../roster/roster-queries.ts'

/** The policies in force, and one person's rows on their rosters, by policy; a policy without a row does not bind the person. */
export type OwnRosters = { policies: readonly ActivePolicy[]; rows: ReadonlyMap<string, RosterRow> }

/** A policy in the value of the column of `ownRosters`. */
export type OwnRosterJson = Omit<PublishedRow, 'requiredSince' | 'retiredAt'> & {
  requiredSinceMs: number | null
  own: RawRow | null
}

type Policies = { list: readonly ActivePolicy[]; text: string }
const noPolicies: Policies = { list: [], text: '[]' }

/** The policies that a database had at the last call, by its session. */
const lastPolicies = new WeakMap<object, Policies>()

/**
 * Returns a column that reads the policies and one person's rows on their rosters, for a statement that reads more about the
 * person. The text of the statement depends on `key`; `values` are its parameters.
 */
export function ownRosters(deps: RosterDeps, userid: string) {
  const { session } = deps.db._
  const assumed = lastPolicies.get(session) ?? noPolicies
  const now = deps.clock.now()
  const known = knownTerms()
  return {
    key: `${assumed.text} ${String(deps.asOf?.getTime())}`,
    column: () => rostersColumn(deps, assumed.list),
    values: { ...valuesOf(deps, userid, now), known: keysOf(known) },
    /** Converts the value of the column; reads the rosters again if the policies are no longer those of the last call. */
    async read(found: readonly OwnRosterJson[]): Promise<OwnRosters> {
      const policies = toPolicies(found.map(toPublished), known)
      const text = textOf(policies)
      if (text !== assumed.text) {
        lastPolicies.set(session, { list: policies, text })
        return { policies, rows: await findOnRosters(deps, policies, userid) }
      }
      return { policies, rows: new Map(found.flatMap(({ id, own }) => (own ? [[id, toRow(own, now)] as const] : []))) }
    },
  }
}

/** Lists the policies in force, and one person's rows on their rosters. */
export async function listOwnRosters(deps: RosterDeps, userid: string): Promise<OwnRosters> {
  const { key, column, values, read } = ownRosters(deps, userid)
  const prepare = () =>
    deps.db
      .select({ policies: column() })
      .from(sql`(select 1) as one`)
      .prepare(UNNAMED)
  const [row] = await policiesStatementFor(deps.db, key, prepare).execute(values)
  return read(row?.policies ?? [])
}

const policiesStatementFor = preparedByKey<{
  execute(values: Record<string, unknown>): Promise<{ policies: OwnRosterJson[] }[]>
}>()

const rostersColumn = (deps: RosterDeps, policies: readonly ActivePolicy[]) =>
  sql<OwnRosterJson[]>`${sql`(
  select coalesce(jsonb_agg(jsonb_build_object('id', ${policyTable.id}, 'versionId', ${policyVersions.id},
    'no', ${policyVersions.no}, 'label', ${policyVersions.label}, 'requiresNo', ${policyVersions.requiresNo},
    'audience', ${policyTable.audience}, 'requiredSinceMs', ${epochMs(sql`${policyVersions.requiredSince}`)},
    'textHash', ${policyVersions.approvedHash}, 'terms', ${termsUnlessKnown}, 'own', to_jsonb(own))
    order by ${policyTable.createdAt}, ${policyTable.id}), '[]'::jsonb)
  from ${policyTable}
  join ${policyVersions} on ${eq(policyVersions.id, policyTable.currentVersionId)}
  left join (${rostersOf(deps, policies)}) as own on own.policy_id = ${policyTable.id}
  where ${isNull(policyTable.retiredAt)})`}`

const toPublished = ({ requiredSinceMs, own: _own, ...row }: OwnRosterJson): PublishedRow => ({
  ...row,
  requiredSince: requiredSinceMs === null ? null : new Date(requiredSinceMs),
  retiredAt: null,
})

/** Finds one person's rows on the rosters of these policies in one query; policies that do not bind them are omitted. */
export async function findOnRosters(
  deps: RosterDeps,
  policies: readonly ActivePolicy[],
  userid: string,
): Promise<ReadonlyMap<string, RosterRow>> {
  if (policies.length === 0) return new Map()
  const now = deps.clock.now()
  const rows = await rostersStatement(deps, policies).execute(valuesOf(deps, userid, now))
  return new Map(rows.map(({ row }) => [row.policy_id, toRow(row, now)]))
}

const valuesOf = (deps: RosterDeps, userid: string, now: Date) => ({
  me: userid.toLowerCase(),
  now: now.toISOString(),
  day: today(deps),
})

/** Returns what the text of a statement about the rosters of these policies depends on. */
const textOf = (policies: readonly ActivePolicy[]): string =>
  JSON.stringify(
    policies.map(
      ({ id, audience, requiresNo, requiredSince, daysToSign, joinerDays, reaffirmMonths, reaffirmSince }) => [
        [id, audience, requiresNo, requiredSince],
        [daysToSign, joinerDays, reaffirmMonths, reaffirmSince],
      ],
    ),
  )

/** Returns the prepared statement. Its text depends on the policies, which change with a publication. */
const rostersStatement = (deps: RosterDeps, policies: readonly ActivePolicy[]) =>
  rostersStatementFor(deps.db, `${textOf(policies)} ${String(deps.asOf?.getTime())}`, () =>
    prepareRosters(deps, policies),
  )

const rostersStatementFor = preparedByKey<ReturnType<typeof prepareRosters>>()

const prepareRosters = (deps: RosterDeps, policies: readonly ActivePolicy[]) =>
  deps.db
    .select({ row: sql<RawRow & { policy_id: string }>`to_jsonb(one)` })
    .from(sql`(${rostersOf(deps, policies)}) as one`)
    .prepare(UNNAMED)

/** Returns the SQL of the person's rows on all rosters. */
function rostersOf(deps: RosterDeps, policies: readonly ActivePolicy[]): SQL {
  if (policies.length === 0) return sql`select null::text as policy_id`
  const moment = { now: sql`${sql.placeholder('now')}::timestamptz`, day: sql.placeholder('day') }
  const only = sql`lower(${members.userid}) = ${sql.placeholder('me')}`
  const parts = policies.map(
    (policy) =>
      sql`select ${policy.id}::text as policy_id, ${columns} from (${roster({ ...deps, moment }, policy, only)}) r`,
  )
  return sql.join(parts, sql` union all `)
}
