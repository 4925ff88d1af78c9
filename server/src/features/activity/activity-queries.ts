import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { auditEntries, sessions } from '../../db/schema/index.ts'
import { sinceEmployed } from '../../directory/employment-queries.ts'

type ActivityRow = typeof auditEntries.$inferSelect
type SessionRow = typeof sessions.$inferSelect

/** Lists what these actors did, newest first; nothing that a former holder of the userid did. */
export const listActs = (
  db: Database,
  userid: string,
  actors: readonly string[],
  page: { before: number | null; limit: number },
): Promise<ActivityRow[]> =>
  db
    .select()
    .from(auditEntries)
    .where(
      and(
        inArray(auditEntries.actor, [...actors]),
        page.before === null ? undefined : lt(auditEntries.seq, page.before),
        sinceEmployed(auditEntries.at, userid),
      ),
    )
    .orderBy(desc(auditEntries.seq))
    .limit(page.limit)

const SESSIONS_SHOWN = 50

/** Lists the sessions of the present holder of the userid, also those that ended, the latest used first. */
export const listAllSessions = (db: Database, userid: string): Promise<SessionRow[]> =>
  db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userid, userid), sinceEmployed(sessions.createdAt, userid)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.createdAt))
    .limit(SESSIONS_SHOWN)
