import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../access/current-actor.ts'
import { NotFoundError } from '../../kernel/app-error.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { endLinkNow } from './link-queries.ts'

/** Ends a link; its next view is refused. @throws NotFoundError when it is unknown, expired or was ended */
export async function endLink(deps: ReadDeps, actor: MemberActor, id: string): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const isEnded = await endLinkNow(tx, id, actor.userid, at)
    await actorWithRole(deps, tx, actor, 'room_keeper')
    if (!isEnded) throw new NotFoundError()
    await recordAudit(tx, { at, actor: actor.userid, action: 'auditor_links.end', object: id, details: {} })
  })
}
