import type { RequestId } from '@desk/shared/kernel/ids'
import { WATCH_MS } from '@desk/shared/lost-device/lost-device-rules'
import { and, eq, gt, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { lostCases, lostWatchers, members } from '../../../db/schema/index.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { hasNoLockOrder } from '../../../directory/lock-orders-queries.ts'
import { LEFT } from '../../../directory/member-drift.ts'

/** Reads one case, and does nothing else, for a day. Only the hash is kept. */
export async function createCaseViewToken(
  tx: Tx,
  { ids, clock }: RecordDeps,
  requestId: RequestId,
  userid: string,
): Promise<string> {
  const token = ids.token()
  const until = new Date(clock.now().getTime() + WATCH_MS)
  await tx.insert(lostWatchers).values({ tokenHash: sha256(token), requestId, userid, until })
  return token
}

/**
 * Who watches that case by this token; null for another case's, or an old one. It dies with its bearer: when he leaves,
 * and when his own phone is gone, since it may lie there; but for the case in which he said so himself.
 */
export async function findCaseViewTokenHolder(
  db: Database,
  token: string,
  id: RequestId,
  now: Date,
): Promise<string | null> {
  const [row] = await watched(db, token, now, eq(lostWatchers.requestId, id))
  return row?.userid ?? null
}

/** The case in which whoever has this token reported their own phone; null when there is none. */
export async function findOwnWatched(db: Database, token: string, now: Date): Promise<RequestId | null> {
  const [row] = await watched(db, token, now, isOwn)
  return row?.requestId ?? null
}

const isOwn = eq(sql`lower(${lostCases.subjectId})`, sql`lower(${lostWatchers.userid})`)

const watched = (db: Database, token: string, now: Date, which: SQL) =>
  db
    .select({ userid: lostWatchers.userid, requestId: lostWatchers.requestId })
    .from(lostWatchers)
    .innerJoin(lostCases, eq(lostCases.requestId, lostWatchers.requestId))
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${lostWatchers.userid})`))
    .where(
      and(
        eq(lostWatchers.tokenHash, sha256(token)),
        which,
        gt(lostWatchers.until, now),
        ne(members.status, LEFT),
        or(isOwn, hasNoLockOrder(lostWatchers.userid)),
      ),
    )
