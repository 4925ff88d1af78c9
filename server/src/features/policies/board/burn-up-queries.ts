import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, asc, desc, eq, gte, lt, sql } from 'drizzle-orm'
import { intArray } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { auditEntries, policySignatures, policySigners, policyVersions } from '../../../db/schema/index.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { allOf, amongUserids, epochMs, roster, type RosterDeps } from '../roster/roster-queries.ts'
import { withinScope } from '../roster/selection-queries.ts'

/** More signatures than this are plotted by day: a plot has no room for more steps. */
export const MAX_STEPS = 1000

/** How many reminders a plot marks at most: more would hide each other. */
const MAX_REMINDERS = 30

/**
 * Lists the signing times of everyone who counts as signed, in epoch milliseconds, ascending. Null for more than `MAX_STEPS`
 * signatures. The caller checks the counters before, so that the company's signatures are few.
 */
export async function listSigningTimes(
  deps: RosterDeps,
  policy: ActivePolicy,
  scope: number,
): Promise<number[] | null> {
  const limit = MAX_STEPS + 1
  // Laterals with limits: the signatures of the versions that count are read by index, and no others.
  const signers = await rowsOf<{ userid: string }>(
    deps.db,
    sql`select signer.userid from ${policyVersions}
      cross join lateral (
        select person from ${policySignatures} where version_id = ${policyVersions.id} limit ${limit}
      ) signed
      cross join lateral (select userid from ${policySigners} where person = signed.person limit 1) signer
      where ${policyVersions.policyId} = ${policy.id} and ${policyVersions.no} >= ${policy.requiresNo}
      limit ${limit}`,
  )
  if (signers.length > MAX_STEPS) return null
  const only = allOf([amongUserids(signers.map(({ userid }) => userid)), ...withinScope(scope)])
  const rows = await rowsOf<{ at: number }>(
    deps.db,
    sql`select ${epochMs(sql`signed_at`)} as at from (${roster(deps, policy, only)}) r where counter = 'signed' order by 1`,
  )
  return rows.map(({ at }) => at)
}

/** Lists manual reminders to everyone in one of these departments, ascending; the last ones if there are many. */
export async function listManualReminders(
  db: Database,
  policyId: PolicyId,
  { path, from, to }: { path: readonly number[]; from: Date; to: Date },
): Promise<{ at: Date; people: number }[]> {
  const { at, seq, action, object, details } = auditEntries
  const rows = await db
    .select({ at, people: sql<number>`coalesce((${details} ->> 'people')::int, 0)` })
    .from(auditEntries)
    .where(
      and(
        eq(object, policyId),
        eq(action, 'policy.urged'),
        gte(at, from),
        lt(at, to),
        sql`(${details} ->> 'department')::int = any(${intArray(path)})`,
      ),
    )
    .orderBy(desc(seq))
    .limit(MAX_REMINDERS)
  return rows.reverse()
}

/** Lists the versions that took effect within an interval, ascending. */
export async function listPublications(
  db: Database,
  policyId: PolicyId,
  { from, to }: { from: Date; to: Date },
): Promise<{ at: Date; label: string }[]> {
  const { publishedAt, label } = policyVersions
  const rows = await db
    .select({ at: publishedAt, label })
    .from(policyVersions)
    .where(and(eq(policyVersions.policyId, policyId), gte(publishedAt, from), lt(publishedAt, to)))
    .orderBy(asc(publishedAt))
  return rows.flatMap(({ at, label: text }) => (at === null ? [] : [{ at, label: text ?? '' }]))
}
