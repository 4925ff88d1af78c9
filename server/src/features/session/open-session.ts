import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { sha256 } from '../../kernel/hash.ts'
import { findMemberRow, upsertMember } from '../../access/actor-queries.ts'
import { ACTIVE } from '../../directory/member-drift.ts'
import { isOfNewKind } from './describe-session.ts'
import type { MemberReading } from './identify-by-code.ts'
import { notifyOfNewDevice } from './new-device-notices.ts'
import type { SessionDeps } from './session-deps.ts'
import { ABSOLUTE_MS, USER_AGENT_MAX } from './session-limits.ts'
import { endSessionsOfBrowser, insertSession, listFirstSignIns } from './session-queries.ts'

export type Browser = {
  /** Hash of the browser secret. */
  hash: string
  /** Hash of the session token that the browser presented, active or not. */
  presentedSessionHash: string | null
  userAgent: string
  clientNetwork: string
}

type OpenDeps = Pick<SessionDeps, 'db' | 'clock' | 'ids' | 'emit' | 'site' | 'afterRestore'>

/**
 * Opens a session under a new token. The session that the browser presented is ended, never reused. Null: a later reading
 * shows that the member may no longer sign in.
 */
export async function openSession(deps: OpenDeps, { member, readAt }: MemberReading, browser: Browser) {
  const token = deps.ids.token()
  const at = deps.clock.now()
  const userid = await deps.db.transaction(async (tx) => {
    // Locks the member's row, so that of two concurrent sign-ins of a member in one browser the later ends the earlier session.
    const userid = await upsertMember(deps, tx, member, readAt)
    if ((await findMemberRow(tx, userid))?.status !== ACTIVE) return null
    await endSessionsOfBrowser(tx, { browserHash: browser.hash, presentedHash: browser.presentedSessionHash }, at)
    const session = {
      tokenHash: sha256(token),
      ref: deps.ids.next('session'),
      userid,
      browserHash: browser.hash,
      createdAt: at,
      lastSeenAt: at,
      confirmedAt: at,
      roleUsedAt: at,
      expiresAt: new Date(at.getTime() + ABSOLUTE_MS),
      userAgent: browser.userAgent.slice(0, USER_AGENT_MAX),
      clientNetwork: browser.clientNetwork,
    }
    const signIns = await listFirstSignIns(tx, userid)
    await insertSession(tx, session)
    if (isOfNewKind(session, signIns)) await notifyOfNewDevice(deps, tx, session)
    const details = { clientNetwork: browser.clientNetwork }
    await recordAudit(tx, { at, actor: userid, action: 'session.started', object: userid, details })
    return userid
  })
  return userid === null ? null : { token, userid }
}
