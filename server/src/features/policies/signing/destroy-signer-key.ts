import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { markCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { deleteFirstViews } from './first-view-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { deleteSigner } from './signature-queries.ts'

/**
 * Destroys a signer's key. Their signatures stay unchanged and can no longer be attributed to them: lists of earlier days leave
 * them out.
 */
export async function destroySignerKey(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>,
  actor: MemberActor,
  { userid }: { userid: string },
): Promise<void> {
  const member = await findMemberRow(deps.db, userid)
  await deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    const deleted = await deleteSigner(tx, userid, at)
    await actorWithRole(deps, tx, actor, 'ops_lead')
    if (!deleted) throw new PolicyNotFoundError()
    // First views would identify the signatures that follow them a moment later.
    await deleteFirstViews(tx, userid)
    // Named by the pseudonym: the row that maps it to the userid is the one that was deleted.
    await recordAudit(tx, {
      at,
      actor: actor.userid,
      action: 'policy.signer_forgotten',
      object: deleted.person,
      details: {},
    })
    // A member who is still employed has no signature that can be found: they have to sign again.
    if (member) {
      await markCountsStale(tx, [member.mainDepartmentId])
      await deps.emit(tx, 'workload.changed', { userids: [member.userid], at })
    }
  })
}
