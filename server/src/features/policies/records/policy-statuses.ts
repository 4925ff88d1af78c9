import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PolicyStatus } from '@desk/shared/policies/record-schemas'
import { type ActivePolicy, listPoliciesSince } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import { findAllOnRoster, type RosterDeps, type RosterRow } from '../roster/roster-queries.ts'
import { listLastSignatures, type SignedPolicy } from './record-queries.ts'

/**
 * Returns a function that lists the policies which one of these people has to sign or signed, also those that were retired since.
 * `userids`: a few people at a time.
 */
export async function listPolicyStatuses(
  deps: RosterDeps,
  userids: readonly string[],
): Promise<(userid: string) => PolicyStatus[]> {
  const policies = await listPoliciesSince(deps.db, new Date(0))
  const signed = await listLastSignatures(deps.db, userids)
  const rosters = new Map<PolicyId, ReadonlyMap<string, RosterRow>>()
  for (const policy of policies)
    if (policy.retiredAt === null) rosters.set(policy.id, await findAllOnRoster(deps, policy, userids))
  return (userid) =>
    policies.flatMap((policy) => {
      const key = userid.toLowerCase()
      const row = rosters.get(policy.id)?.get(key)
      const last = signed.find((signature) => signature.userid === key && signature.policyId === policy.id)
      return row || last ? [toStatus(policy, row, last)] : []
    })
}

const toStatus = (policy: ActivePolicy, row: RosterRow | undefined, last: SignedPolicy | undefined): PolicyStatus => ({
  id: policy.id,
  ...titleOf(policy),
  label: policy.label,
  isRetired: policy.retiredAt !== null,
  state: row?.state ?? null,
  dueAt: row ? row.dueAt.toISOString() : null,
  signedLabel: last?.label ?? null,
  signedAt: last?.signedAt.toISOString() ?? null,
  receipt: last?.code ?? null,
})
