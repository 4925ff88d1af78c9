import type { OwnActor } from '@desk/shared/identity/actor'
import type { Id } from '@desk/shared/kernel/ids'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { revokeCaseViewToken, revokeCaseViewTokensOf } from '../../access/end-sessions.ts'
import type { OwnSession } from './list-sessions.ts'
import { endSession, endSessionByRef, endOtherSessionsOf } from './session-queries.ts'

type EndDeps = Pick<Deps, 'db' | 'clock'>

/**
 * Ends the caller's own session, and revokes this browser's case-view token for a lost device. A second call changes
 * nothing.
 */
export async function endCurrentSession(
  deps: EndDeps,
  { hash, userid }: OwnSession,
  caseViewToken: string | null,
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    if (caseViewToken !== null) await revokeCaseViewToken(tx, caseViewToken)
    if (!(await endSession(tx, hash, at))) return
    await recordAudit(tx, { at, actor: userid, action: 'session.ended', object: userid, details: {} })
  })
}

/** Ends one of the caller's sessions. The result is the same for another member's, an unknown or an ended session. */
export async function endOwnSession(deps: EndDeps, { userid }: OwnActor, ref: Id<'session'>): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    if (!(await endSessionByRef(tx, { userid, ref }, at))) return
    await recordAudit(tx, { at, actor: userid, action: 'session.ended', object: userid, details: { ref } })
  })
}

/** Ends all of the caller's sessions except the current one, and revokes their case-view tokens in all browsers. */
export async function endOtherSessions(deps: EndDeps, own: OwnSession): Promise<void> {
  const { userid } = own
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    await revokeCaseViewTokensOf(tx, userid)
    const count = await endOtherSessionsOf(tx, own, at)
    if (count === 0) return
    await recordAudit(tx, {
      at,
      actor: userid,
      action: 'sessions.ended',
      object: userid,
      details: { reason: 'owner', count },
    })
  })
}
