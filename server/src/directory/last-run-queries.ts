import { desc, isNotNull } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { directoryRuns } from '../db/schema/index.ts'

/** Returns the last complete sync of the directory with WeCom, by number: the clock may have been set back since. */
export async function lastFinished(db: Database): Promise<typeof directoryRuns.$inferSelect | null> {
  const [run] = await db
    .select()
    .from(directoryRuns)
    .where(isNotNull(directoryRuns.finishedAt))
    .orderBy(desc(directoryRuns.id))
    .limit(1)
  return run ?? null
}
