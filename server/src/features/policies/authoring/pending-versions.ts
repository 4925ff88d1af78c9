import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole, roleRules } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import { isAuthorOf } from './edit-policy.ts'
import { listRetiring, listUnpublished } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'

/** Summarizes the versions that the caller has to approve, revise or publish, and the retirements that they may confirm. */
export async function summarizePendingVersions(
  deps: RosterDeps,
  actor: MemberActor,
): Promise<{ count: number; first: PolicyId | null }> {
  if (!holdsRole(actor, 'compliance')) return { count: 0, first: null }
  const versions = await listUnpublished(deps.db)
  const retiring = holdsRole(actor, 'policy_approver') ? await listRetiring(deps.db, actor.userid) : []
  const holders = versions.length === 0 ? [] : await listRoleHolders(deps, ...roleRules.compliance)
  const pending = versions.filter((version) => {
    const isAuthor = isAuthorOf(version, actor.userid)
    if (version.state === 'in_review') return !isAuthor && holdsRole(actor, 'policy_approver')
    // If none of its authors may still write policies, a version belongs to everybody who may.
    const isMine = isAuthor || !holders.some((userid) => isAuthorOf(version, userid))
    return isMine && (version.state === 'approved' || version.returnedBy !== null)
  })
  const ids = [...pending.map(({ policyId }) => policyId), ...retiring]
  return { count: ids.length, first: ids[0] ?? null }
}
