import type { OwnActor } from '@desk/shared/identity/actor'
import { deviceOf } from '@desk/shared/session/parse-user-agent'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { USER_AGENT_MAX } from './session-limits.ts'
import { type ActiveSession, markOtherDevice } from './session-queries.ts'

/**
 * Returns whether the session is used by another kind of device than the one that opened it, which suggests a copied
 * cookie. Only client and operating system are compared, since versions change with updates.
 */
export function isOtherDevice(signedInWith: string, userAgent: string): boolean {
  // Only the beginning of the User-Agent is stored at sign-in.
  const sent = userAgent.slice(0, USER_AGENT_MAX)
  return signedInWith !== sent && nameOfDevice(signedInWith) !== nameOfDevice(sent)
}

/** Returns the kind of the device: client and operating system. */
export function nameOfDevice(userAgent: string): string {
  const { client, system } = deviceOf(userAgent)
  return `${client}/${system}`
}

/** Records once that a session was used by another kind of device. Its owner sees it and can end the session. */
export async function recordOtherDevice(
  deps: Pick<Deps, 'db' | 'clock'>,
  { tokenHash, userid, ref }: OwnActor & Pick<ActiveSession, 'ref'> & { tokenHash: string },
  userAgent: string,
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    if (!(await markOtherDevice(tx, tokenHash, userAgent.slice(0, USER_AGENT_MAX), at))) return
    const device = nameOfDevice(userAgent)
    await recordAudit(tx, {
      at,
      actor: userid,
      action: 'session.used_elsewhere',
      object: userid,
      details: { ref, device },
    })
  })
}
