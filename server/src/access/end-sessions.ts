import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { sessions, caseViewTokens } from '../db/schema/index.ts'
import { recordAudit } from '../kernel/audit/record-audit.ts'
import type { Subscriptions } from '../domain-events/domain-events.ts'
import { sha256 } from '../kernel/hash.ts'
import { ACTIVE, DISABLED } from '../directory/member-drift.ts'

export type EndReason = 'left' | 'disabled' | 'not_active' | 'locked'

/** Ends all open sessions of a member. Returns their number. `userid` in its stored spelling. */
export async function endSessionsOf(tx: Tx, userid: string, reason: EndReason, at: Date): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: at })
    .where(and(eq(sessions.userid, userid), isNull(sessions.endedAt)))
    .returning({ tokenHash: sessions.tokenHash })
  if (ended.length === 0) return 0
  const details = { reason, count: ended.length }
  await recordAudit(tx, { at, actor: 'system:directory', action: 'sessions.ended', object: userid, details })
  return ended.length
}

const reasonOf = (status: number): EndReason => (status === DISABLED ? 'disabled' : 'not_active')

/** Ends the sessions of members who are no longer active. */
export const sessionSubscriptions: Subscriptions = {
  async 'members.synced'(tx, { members, at }) {
    for (const { userid, now } of members)
      if (now.status !== ACTIVE) await endSessionsOf(tx, userid, reasonOf(now.status), at)
  },
  async 'members.left'(tx, { members, at }) {
    for (const { userid } of members) await endSessionsOf(tx, userid, 'left', at)
  },
}

/** Deletes one case-view token, so that the browser no longer shows the case after a sign-out. */
export async function revokeCaseViewToken(tx: Tx, token: string): Promise<void> {
  await tx.delete(caseViewTokens).where(eq(caseViewTokens.tokenHash, sha256(token)))
}

/** Deletes all case-view tokens of a member, in whatever browser they are. */
export async function revokeCaseViewTokensOf(tx: Tx, userid: string): Promise<void> {
  await tx.delete(caseViewTokens).where(eq(sql`lower(${caseViewTokens.userid})`, userid.toLowerCase()))
}
