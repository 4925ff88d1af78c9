import type { MemberActor } from '@desk/shared/identity/actor'
import { NotFoundError } from '../../kernel/app-error.ts'
import { authorizeRole } from '../../kernel/authorize.ts'
import type { Deps } from '../../kernel/deps.ts'
import { findMemberRow } from '../../kernel/members-queries.ts'
import { recordAudit } from '../../kernel/record-audit.ts'

/** The number that is masked everywhere else. Whoever looks leaves a trace, before he sees. */
export async function revealTelephone(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  actor: MemberActor,
  userid: string,
): Promise<{ telephone: string }> {
  authorizeRole(actor, 'ops')
  const member = await findMemberRow(db, userid)
  if (!member) throw new NotFoundError()
  const [at, object] = [clock.now(), member.userid]
  await db.transaction((tx) =>
    recordAudit(tx, { at, actor: actor.userid, action: 'member.telephone_revealed', object, details: {} }),
  )
  return { telephone: member.telephone }
}
