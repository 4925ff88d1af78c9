import type { MemberActor } from '@desk/shared/identity/actor'
import { authorizeRole } from '../../kernel/authorize.ts'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import { PolicyNotFoundError } from './policy-errors.ts'
import { deleteSigner } from './signature-queries.ts'

/** Destroys the key of a person: every signature stays what it was, and none tells any more whose it is. */
export async function forgetSigner(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  actor: MemberActor,
  { userid }: { userid: string },
): Promise<void> {
  authorizeRole(actor, 'ops_lead')
  await db.transaction(async (tx) => {
    const gone = await deleteSigner(tx, userid)
    if (!gone) throw new PolicyNotFoundError()
    // By the name that says nothing: the row that says whose it was is the one that goes.
    await recordAudit(tx, {
      at: clock.now(),
      actor: actor.userid,
      action: 'policy.signer_forgotten',
      object: gone.person,
      details: {},
    })
  })
}
