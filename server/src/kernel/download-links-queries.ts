import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Database, Tx } from '../db/database.ts'
import { downloadLinks } from '../db/schema/index.ts'
import type { RecordDeps } from './deps.ts'
import { sha256 } from './hash.ts'

/** Long enough for the client to open it, too short to be passed on. */
const LIFE_MS = 60_000

export type Download = { userid: string; what: string; query: Record<string, string> }

/**
 * A link that opens once, without a session. Only the hash is kept; the rights of the person are looked at again when
 * it opens.
 */
export async function makeDownloadLink(
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

/** Whose it is and what it opens, while it can be opened. */
export async function findDownload(db: Database, token: string, now: Date): Promise<Download | null> {
  const [row] = await db.select().from(downloadLinks).where(isOpen(token, now))
  return row ?? null
}

/** Of two who open it at once, exactly one gets true. */
export async function claimDownload(db: Database, token: string, now: Date): Promise<boolean> {
  const claimed = await db
    .update(downloadLinks)
    .set({ usedAt: now })
    .where(isOpen(token, now))
    .returning({ userid: downloadLinks.userid })
  return claimed.length === 1
}

/** No link lives longer, whatever becomes of what it opens. */
const LONGEST_LIFE = sql`interval '5 minutes'`
/** By as much at least each reopening moves the end, so that there are three: from one minute to five. */
const REOPENED = sql`interval '80 seconds'`

/** What was fetched did not arrive as a whole: it may be fetched once more, as long as a new link. */
export async function reopenDownload(db: Database, token: string, now: Date): Promise<void> {
  const { tokenHash, createdAt, expiresAt } = downloadLinks
  const end = sql`${createdAt} + ${LONGEST_LIFE}`
  const anew = sql`${new Date(now.getTime() + LIFE_MS).toISOString()}::timestamptz`
  await db
    .update(downloadLinks)
    .set({ usedAt: null, expiresAt: sql`least(${end}, greatest(${expiresAt} + ${REOPENED}, ${anew}))` })
    .where(and(eq(tokenHash, sha256(token)), lt(expiresAt, end)))
}

const isOpen = (token: string, now: Date) =>
  and(eq(downloadLinks.tokenHash, sha256(token)), isNull(downloadLinks.usedAt), gt(downloadLinks.expiresAt, now))
