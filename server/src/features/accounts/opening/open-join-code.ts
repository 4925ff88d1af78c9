import type { MemberActor } from '@desk/shared/identity/actor'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { actorWithRole } from '../../../access/current-actor.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { AccountRefusedError } from '../account-errors.ts'
import { auditEntry } from '../model/account-audit.ts'
import type { AccountEffectDeps } from '../model/account-deps.ts'
import { findOpening, type OpeningId } from '../model/opening-queries.ts'
import { mayOpenJoinCode } from '../model/opening-view.ts'

/** How long WeCom's join code is valid (doc 91714). */
const JOIN_CODE_DAYS = 7

/**
 * Returns the address of the picture of the company's join code, for a member whom no invitation reaches. Whoever has it
 * can ask to join, so each access is recorded first.
 */
export async function openJoinCode(
  deps: AccountEffectDeps,
  actor: MemberActor,
  id: OpeningId,
): Promise<{ url: string; expiresAt: string }> {
  await deps.db.transaction(async (tx) => {
    const row = await findOpening(tx, id)
    await actorWithRole(deps, tx, actor, 'hr')
    if (!row) throw new NotFoundError()
    if (!mayOpenJoinCode(deps, row)) throw new AccountRefusedError('command_refused')
    await recordAudit(tx, auditEntry(deps, { actor: actor.userid, action: 'account.join_code_opened', object: id }))
  })
  const url = await deps.wecom.findJoinCode()
  return { url, expiresAt: new Date(deps.clock.now().getTime() + JOIN_CODE_DAYS * DAY_MS).toISOString() }
}
