import type { ActivityPage } from '@desk/shared/activity/activity-schemas'
import type { OwnActor } from '@desk/shared/identity/actor'
import { PAGE_SIZE, type PageQuery } from '@desk/shared/kernel/page'
import * as z from 'zod/mini'
import type { ReadDeps } from '../../kernel/deps.ts'
import { cutPage, decodeCursor } from '../../kernel/list-cursor.ts'
import { describeEntries } from '../audit/describe-entries.ts'
import { listSignersOf } from '../audit/entry-queries.ts'
import { describeSession } from '../session/describe-session.ts'
import { IDLE_MS } from '../session/session-limits.ts'
import { listFirstSignIns, listLatestSessions, type SessionRow } from '../session/session-queries.ts'
import { listActivityOf } from './activity-queries.ts'

const position = z.tuple([z.string().check(z.regex(/^\d{1,15}$/))])

/** A session of the caller. `hash`: hash of its token. */
type OwnSession = OwnActor & { hash: string }

/** Lists what the caller's account did here, newest first, and with the first page the devices that it was used from. */
export async function listActivity(
  { db, clock }: ReadDeps,
  { userid, hash }: OwnSession,
  { after }: PageQuery,
): Promise<ActivityPage> {
  const before = decodeCursor(position, after)
  const signers = await listSignersOf(db, [userid])
  const page = { before: before && Number(before[0]), limit: PAGE_SIZE + 1 }
  const rows = await listActivityOf(db, userid, [userid, ...signers], page)
  const { shown, next } = cutPage(rows, PAGE_SIZE, ({ seq }) => [String(seq)])
  const { items } = await describeEntries(db, shown)
  return {
    items: items.map(({ seq, at, action, subject }) => ({
      seq,
      at,
      action,
      subject: subject?.person ?? subject?.thing ?? null,
    })),
    next,
    devices: before === null ? await listDevices({ db, clock }, userid, hash) : null,
  }
}

async function listDevices(
  { db, clock }: Pick<ReadDeps, 'db' | 'clock'>,
  userid: string,
  hash: string,
): Promise<ActivityPage['devices']> {
  const now = clock.now()
  const latest = await listLatestSessions(db, userid)
  const signIns = await listFirstSignIns(db, userid)
  return latest.map((session) => ({
    ...describeSession(session, { hash, signIns, now }),
    endedAt: endOf(session, now)?.toISOString() ?? null,
  }))
}

/** Returns when a session was ended, or when it expired by age or for lack of use; null while it is open. */
function endOf({ endedAt, expiresAt, lastSeenAt }: SessionRow, now: Date): Date | null {
  const expiresMs = Math.min(expiresAt.getTime(), lastSeenAt.getTime() + IDLE_MS)
  return endedAt ?? (expiresMs <= now.getTime() ? new Date(expiresMs) : null)
}
