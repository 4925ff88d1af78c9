import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../access/current-actor.ts'
import { NotFoundError } from '../../kernel/app-error.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { adoptKey } from './api-key-queries.ts'

/**
 * Makes the caller responsible for a key of another member, so that it keeps working, or works again, after that member
 * has lost the role.
 *
 * @throws NotFoundError for an unknown, expired or revoked key, or when the caller is already responsible
 */
export async function adoptApiKey(deps: ReadDeps, actor: MemberActor, id: string): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const isAdopted = await adoptKey(tx, id, actor.userid, at)
    await actorWithRole(deps, tx, actor, 'ops')
    if (!isAdopted) throw new NotFoundError()
    await recordAudit(tx, { at, actor: actor.userid, action: 'api_keys.adopt', object: id, details: {} })
  })
}
