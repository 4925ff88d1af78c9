import type { MemberActor } from '@desk/shared/identity/actor'
import { actorUnder } from '../../../access/current-actor.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { markCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { deleteOpenings } from './first-view-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { deleteSigner } from './signature-queries.ts'

/** Destroys the key of a person: every signature stays what it was, and none tells any more whose it is. */
export async function forgetSigner(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>,
  actor: MemberActor,
  { userid }: { userid: string },
): Promise<void> {
  const member = await findMemberRow(deps.db, userid)
  await deps.db.transaction(async (tx) => {
    const gone = await deleteSigner(tx, userid)
    await actorUnder(deps, tx, actor, 'ops_lead')
    if (!gone) throw new PolicyNotFoundError()
    // When he opened what would tell which signature a moment later is his.
    await deleteOpenings(tx, userid)
    // By the name that says nothing: the row that says whose it was is the one that goes.
    await recordAudit(tx, {
      at: deps.clock.now(),
      actor: actor.userid,
      action: 'policy.signer_forgotten',
      object: gone.person,
      details: {},
    })
    // Whoever is still here signed nothing that anybody could find any more: he is asked again.
    if (member) {
      await markCountsStale(tx, [member.mainDepartmentId])
      await deps.emit(tx, 'workload.changed', { userids: [member.userid], at: deps.clock.now() })
    }
  })
}
