import type { MemberActor } from '@desk/shared/identity/actor'
import { NotFoundError } from '../../kernel/app-error.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { findMemberRow } from '../../access/actor-queries.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'

/** Returns the office phone, which is masked elsewhere. The access is recorded first. */
export async function revealOfficePhone(
  deps: ReadDeps,
  actor: MemberActor,
  userid: string,
): Promise<{ telephone: string }> {
  const member = await findMemberRow(deps.db, userid)
  if (!member) throw new NotFoundError()
  const at = deps.clock.now()
  const object = member.userid
  await deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'ops')
    await recordAudit(tx, { at, actor: actor.userid, action: 'member.telephone_revealed', object, details: {} })
  })
  return { telephone: member.telephone }
}
