import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { and, eq, gt, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../db/database.ts'
import { downloadLinks } from '../db/schema/index.ts'
import type { RecordDeps } from './deps.ts'
import { sha256 } from './hash.ts'

/** Long enough for the client to open it, too short to be shared. */
const LIFE_MS = MINUTE_MS

export type Download = { userid: string; what: string; query: Record<string, string> }

/**
 * Creates a one-time link that requires no session. Only the hash is stored; the person's rights are checked again when
 * it is opened.
 */
export async function createDownloadLink(
  tx: Tx,
  { clock, ids }: RecordDeps,
  download: Download,
): Promise<{ path: string; expiresAt: string }> {
  const token = ids.token()
  const createdAt = clock.now()
  const expiresAt = new Date(createdAt.getTime() + LIFE_MS)
  await tx.insert(downloadLinks).values({ tokenHash: sha256(token), ...download, createdAt, expiresAt })
  return { path: `/d/${token}`, expiresAt: expiresAt.toISOString() }
}

/** Returns the owner and the target of a link that can still be opened. */
export async function findDownload(db: Database, token: string, now: Date): Promise<Download | null> {
  const [row] = await db.select().from(downloadLinks).where(isOpen(token, now))
  return row ?? null
}

/** Marks the link as used, with a progress of nothing counted yet. Of two concurrent calls, exactly one returns true. */
export async function claimDownload(db: Database, token: string, now: Date): Promise<boolean> {
  const claimed = await db
    .update(downloadLinks)
    .set({ usedAt: now, linesDone: 0, linesTotal: 0 })
    .where(isOpen(token, now))
    .returning({ userid: downloadLinks.userid })
  return claimed.length === 1
}

export type DownloadProgress = { done: number; total: number }

/** Stores the progress of a link's file. Writes may arrive out of order: a file that is complete stays complete. */
export async function writeProgress(db: Database, token: string, { done, total }: DownloadProgress): Promise<void> {
  const { tokenHash, linesDone, linesTotal } = downloadLinks
  await db
    .update(downloadLinks)
    .set({ linesDone: done, linesTotal: total })
    .where(and(eq(tokenHash, sha256(token)), or(eq(linesTotal, 0), lt(linesDone, linesTotal))))
}

/** Returns the progress of a link's file; `total` is 0 while nothing is counted. Null: the link is not in use. */
export async function findProgress(db: Database, token: string): Promise<DownloadProgress | null> {
  const { linesDone, linesTotal, tokenHash, usedAt } = downloadLinks
  const [row] = await db
    .select({ done: linesDone, total: linesTotal })
    .from(downloadLinks)
    .where(and(eq(tokenHash, sha256(token)), isNotNull(usedAt)))
  return row && row.done !== null && row.total !== null ? { done: row.done, total: row.total } : null
}

/** Maximum lifetime of a link, even when it is reopened. */
const LONGEST_LIFE = sql`interval '5 minutes'`
/** Minimum extension by each reopening, so that there are at most three: from one minute to five. */
const REOPENED = sql`interval '80 seconds'`

/** Reopens a link whose download was incomplete, for the lifetime of a new one. */
export async function reopenDownload(db: Database, token: string, now: Date): Promise<void> {
  const { tokenHash, createdAt, expiresAt } = downloadLinks
  const end = sql`${createdAt} + ${LONGEST_LIFE}`
  const renewedEnd = sql`${new Date(now.getTime() + LIFE_MS).toISOString()}::timestamptz`
  await db
    .update(downloadLinks)
    .set({ usedAt: null, expiresAt: sql`least(${end}, greatest(${expiresAt} + ${REOPENED}, ${renewedEnd}))` })
    .where(and(eq(tokenHash, sha256(token)), lt(expiresAt, end)))
}

const isOpen = (token: string, now: Date) =>
  and(eq(downloadLinks.tokenHash, sha256(token)), isNull(downloadLinks.usedAt), gt(downloadLinks.expiresAt, now))
