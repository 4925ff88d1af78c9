import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { Database } from '../../../db/database.ts'
import { wroteIt } from './edit-policy.ts'
import { listUnpublished } from '../document/policy-queries.ts'

/** Versions in which this person acts next: to be approved, sent back to its authors, or approved and not published. */
export async function waitingVersions(
  db: Database,
  actor: MemberActor,
): Promise<{ count: number; first: PolicyId | null }> {
  if (!holdsRole(actor, 'ops')) return { count: 0, first: null }
  const own = (await listUnpublished(db)).filter((version) => {
    const isAuthor = wroteIt(version, actor.userid)
    if (version.state === 'in_review') return !isAuthor && holdsRole(actor, 'ops_lead')
    return isAuthor && (version.state === 'approved' || version.returnedBy !== null)
  })
  return { count: own.length, first: own[0]?.policyId ?? null }
}
