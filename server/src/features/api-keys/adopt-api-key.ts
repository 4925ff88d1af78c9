import type { MemberActor } from '@desk/shared/identity/actor'
import { actorUnder } from '../../access/current-actor.ts'
import { NotFoundError } from '../../kernel/app-error.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { adoptKey } from './api-key-queries.ts'

/**
 * Answers for a key that somebody else made, so that it goes on, or works again, when they do so no more.
 *
 * @throws NotFoundError when there is no such key, it is over for good, or the caller answers for it already
 */
export async function adoptApiKey(deps: ReadDeps, actor: MemberActor, id: string): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const isAdopted = await adoptKey(tx, id, actor.userid, at)
    await actorUnder(deps, tx, actor, 'ops')
    if (!isAdopted) throw new NotFoundError()
    await recordAudit(tx, { at, actor: actor.userid, action: 'api_keys.adopt', object: id, details: {} })
  })
}
