import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { mayActOnCase } from '@desk/shared/lost-device/lost-device-rules'
import { RequestNotFoundError } from '../../../kernel/app-error.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import { createDownloadLink } from '../../../kernel/download-links-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import { factsOf } from '../cases/case-approvers.ts'
import { findCase } from '../cases/case-queries.ts'

/** Creates a link to all audit rows of this case in one file: the audit export for one object. */
export async function exportCase(deps: SendDeps, actor: MemberActor, id: RequestId): Promise<OneTimeLink> {
  const row = await findCase(deps.db, id)
  if (!row || !mayActOnCase(actor, 'export', await factsOf(deps, row))) throw new RequestNotFoundError()
  const query = { object: id }
  return deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'reviewer')
    const details = { format: 'html', ...query }
    await recordAudit(tx, { at: deps.clock.now(), actor: actor.userid, action: 'audit.exported', object: id, details })
    return createDownloadLink(tx, deps, { userid: actor.userid, what: 'audit.html', query })
  })
}
