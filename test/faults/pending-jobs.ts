import type { TestDatabase } from '../lib/test-database.ts'

/** Timers that belong to nobody's waiting. */
const LADDER = 'request.ladder'
/** Looks again and again until people have done their part. */
const PROVE = 'info_change.prove'

/** What is owed until then, when the next of it is due, and whether somebody is at it. */
export async function pendingJobsBefore(
  database: TestDatabase,
  horizonMs: number,
  withProofs: boolean,
): Promise<{ count: number; nextAt: number; isSecondFactorPending: boolean; topics: string }> {
  const timers = [LADDER, ...(withProofs ? [] : [PROVE])].map((topic) => `'${topic}'`).join()
  const [row] = await database.query<{ count: number; next: Date | null; held: boolean | null; topics: string | null }>(
    `select count(*)::int as count, min(run_at) as next, bool_or(leased_until > clock_timestamp()) as held,
       string_agg(distinct topic, ', ') as topics
     from outbox where done_at is null and dead_at is null and topic not in (${timers})
       and run_at <= '${new Date(horizonMs).toISOString()}'`,
  )
  return {
    count: row!.count,
    nextAt: row!.next?.getTime() ?? 0,
    isSecondFactorPending: row!.held === true,
    topics: row!.topics ?? '',
  }
}
