import { sql } from 'drizzle-orm'
import { textArray } from '../../db/json-parameters.ts'
import type { Database } from '../../db/database.ts'
import { rowsOf } from '../../db/rows-of.ts'
import { auditEntries } from '../../db/schema/index.ts'
import { matches, type ResolvedFilter } from './entry-queries.ts'

/**
 * Counts the matching entries of each of these days. Each day has a subquery of its own, which reads only its part of the index
 * on `at`, however large the audit is.
 */
export const listDayCounts = (
  db: Database,
  filter: Omit<ResolvedFilter, 'from' | 'to'>,
  { days, timeZone }: { days: readonly string[]; timeZone: string },
): Promise<{ day: string; entries: number }[]> =>
  rowsOf(
    db,
    sql`select chosen as day, counted.entries from unnest(${textArray(days)}) as chosen cross join lateral (
        select count(*)::int as entries from ${auditEntries}
        where ${auditEntries.at} >= (chosen::date)::timestamp at time zone ${timeZone}
          and ${auditEntries.at} < (chosen::date + 1)::timestamp at time zone ${timeZone}
          and ${matches(filter) ?? sql`true`}) counted
      order by chosen`,
  )
