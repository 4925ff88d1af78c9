import { and, desc, inArray, lt } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { auditEntries } from '../../db/schema/index.ts'
import { sinceEmployed } from '../../directory/employment-queries.ts'

type ActivityRow = typeof auditEntries.$inferSelect

/** Lists what these actors did, newest first, without the acts of a former holder of the userid. */
export const listActivityOf = (
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
