import { and, asc, gt, isNull, lte, max, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import {
  auditorLinks,
  downloadLinks,
  caseViewTokens,
  opsClaims,
  outbox,
  sessions,
  signInStates,
  wecomFetches,
  wecomSecrets,
} from '../../db/schema/index.ts'
import type { Job } from '../../outbox/outbox-queries.ts'

export async function endAllSessions(tx: Tx, at: Date): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: at })
    .where(isNull(sessions.endedAt))
    .returning({ ref: sessions.ref })
  return ended.length
}

/**
 * Ends temporary access: download links, sign-in states of earlier releases, the code with which a member claims the ops lead's
 * role, case-view tokens and links of auditors. Sessions and API keys are not affected. Returns the number of links and
 * case-view tokens.
 */
export async function endTemporaryAccess(tx: Tx, at: Date): Promise<number> {
  const downloads = await tx
    .update(downloadLinks)
    .set({ usedAt: at })
    .where(isNull(downloadLinks.usedAt))
    .returning({ hash: downloadLinks.tokenHash })
  await tx.update(signInStates).set({ usedAt: at }).where(isNull(signInStates.usedAt))
  await tx.delete(opsClaims)
  const caseViews = await tx.delete(caseViewTokens).returning({ hash: caseViewTokens.tokenHash })
  const auditors = await tx
    .update(auditorLinks)
    .set({ endedAt: at, endedBy: 'system:restore' })
    .where(isNull(auditorLinks.endedAt))
    .returning({ id: auditorLinks.id })
  return downloads.length + caseViews.length + auditors.length
}

/** Deletes WeCom's access tokens, its jsapi tickets and the leases to fetch them: after a restore they are outdated. */
export async function deleteTokens(tx: Tx): Promise<void> {
  await tx.delete(wecomSecrets)
  await tx.delete(wecomFetches)
}

/** Releases the leases of all pending jobs. Returns the id of the newest job, pending or not. */
export async function releaseLeases(tx: Tx): Promise<number> {
  await tx
    .update(outbox)
    .set({ leasedUntil: null, fence: sql`${outbox.fence} + 1` })
    .where(and(isNull(outbox.doneAt), isNull(outbox.deadAt)))
  const [row] = await tx.select({ id: max(outbox.id) }).from(outbox)
  return row?.id ?? 0
}

export function listPendingJobs(db: Database, { after, upTo, limit }: { after: number; upTo: number; limit: number }) {
  return db
    .select({
      id: outbox.id,
      topic: outbox.topic,
      payload: outbox.payload,
      attempts: outbox.attempts,
      fence: outbox.fence,
      lastError: outbox.lastError,
    })
    .from(outbox)
    .where(and(isNull(outbox.doneAt), isNull(outbox.deadAt), gt(outbox.id, after), lte(outbox.id, upTo)))
    .orderBy(asc(outbox.id))
    .limit(limit) satisfies PromiseLike<Job[]>
}
