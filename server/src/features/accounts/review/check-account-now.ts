import type { OpeningView } from '@desk/shared/accounts/account-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../../access/current-actor.ts'
import { cancelGroup } from '../../../outbox/outbox-queries.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { AccountRefusedError } from '../account-errors.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { auditEntry } from '../model/account-audit.ts'
import { getOpening } from '../board/get-opening.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import { lockOpening, type OpeningId } from '../model/opening-queries.ts'
import { groupOf, scheduleCreation } from '../opening/schedule-creation.ts'

/** Checks now, instead of within ten minutes, whether WeCom shows an account that people create in the console. */
export async function checkAccountNow(deps: AccountDeps, actor: MemberActor, id: OpeningId): Promise<OpeningView> {
  await deps.db.transaction(async (tx) => {
    const row = await lockOpening(tx, id)
    await actorWithRole(deps, tx, actor, 'hr')
    if (!row) throw new NotFoundError()
    if (row.state !== 'by_hand') throw new AccountRefusedError('command_refused')
    await cancelGroup(tx, groupOf(id))
    await recordAudit(tx, auditEntry(deps, { actor: actor.userid, action: 'account.looked', object: id }))
    await scheduleCreation(deps, tx, [row])
  })
  return getOpening(deps, actor, id)
}
