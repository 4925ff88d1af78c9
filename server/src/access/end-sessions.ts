import { and, eq, isNull } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { sessions } from '../db/schema/index.ts'
import { recordAudit } from '../kernel/audit/record-audit.ts'

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
