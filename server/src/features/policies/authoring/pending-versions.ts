import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { listHolders } from '../roster/admin-queries.ts'
import { wroteIt } from './edit-policy.ts'
import { listUnpublished } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'

/** Versions in which this person acts next: to be approved, sent back to its authors, or approved and not published. */
export async function waitingVersions(
  deps: RosterDeps,
  actor: MemberActor,
): Promise<{ count: number; first: PolicyId | null }> {
  if (!holdsRole(actor, 'ops')) return { count: 0, first: null }
  const versions = await listUnpublished(deps.db)
  const holders = versions.length === 0 ? [] : await listHolders(deps, 'ops', 'ops_lead')
  const own = versions.filter((version) => {
    const isAuthor = wroteIt(version, actor.userid)
    if (version.state === 'in_review') return !isAuthor && holdsRole(actor, 'ops_lead')
    // Where everybody who wrote it has left the management department, it is anybody's there.
    const isMine = isAuthor || !holders.some((userid) => wroteIt(version, userid))
    return isMine && (version.state === 'approved' || version.returnedBy !== null)
  })
  return { count: own.length, first: own[0]?.policyId ?? null }
}
