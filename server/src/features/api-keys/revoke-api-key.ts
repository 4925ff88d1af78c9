import type { MemberActor } from '@desk/shared/identity/actor'
import { NotFoundError } from '../../kernel/app-error.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { revokeKey } from './api-key-queries.ts'

/** Revokes a key; its next call is refused. @throws NotFoundError when it is unknown or was revoked before. */
export async function revokeApiKey(deps: ReadDeps, actor: MemberActor, id: string): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const isRevoked = await revokeKey(tx, id, actor.userid, at)
    await actorWithRole(deps, tx, actor, 'ops')
    if (!isRevoked) throw new NotFoundError()
    await recordAudit(tx, { at, actor: actor.userid, action: 'api_keys.revoke', object: id, details: {} })
  })
}
