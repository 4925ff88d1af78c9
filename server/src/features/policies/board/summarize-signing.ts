import type { SettingsHub } from '@desk/shared/settings/hub-schemas'
import { requiredCount } from '@desk/shared/policies/roster'
import { listActivePolicies } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import { readTotals, WHOLE_COMPANY } from '../roster/count-queries.ts'
import { commonDueAt, toCounts } from '../roster/counts.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'

/** Returns the progress of the policy that required signatures last; null when there is none, or nobody has to sign it. */
export async function summarizeSigning(deps: RosterDeps): Promise<NonNullable<SettingsHub['signing']> | null> {
  const active = await listActivePolicies(deps.db)
  const [policy] = active.toSorted((left, right) => right.requiredSince.getTime() - left.requiredSince.getTime())
  if (!policy) return null
  await refreshBeforeRead(deps)
  const totals = await readTotals(deps.db, policy.id, [WHOLE_COMPANY])
  const counts = toCounts(totals.get(WHOLE_COMPANY) ?? {}, policy, deps)
  const required = requiredCount(counts)
  if (required === 0) return null
  return {
    id: policy.id,
    ...titleOf(policy),
    label: policy.label,
    signed: counts.signed,
    required,
    overdue: counts.overdue,
    dueAt: commonDueAt(deps, policy).toISOString(),
  }
}
