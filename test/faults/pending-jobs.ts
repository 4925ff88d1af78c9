import type { TestDatabase } from '../lib/test-database.ts'

/** Timers for escalations, which no scenario waits for. */
const ESCALATION_TOPIC = 'request.ladder'
/** Due two hours after a lock: no scenario waits for it. */
const LATE_EXPOSURE_TOPIC = 'lost_device.exposure_late'
/** Repeated until the manual change is found in WeCom. */
const VERIFY_TOPIC = 'info_change.prove'

/**
 * Counts the jobs that are due before `horizonMs`, without escalations, late readings of the log and, unless they are
 * included, verifications. Also returns when the next is due, whether one is leased, and the topics.
 */
export async function pendingJobsBefore(
  database: TestDatabase,
  horizonMs: number,
  includeVerification: boolean,
): Promise<{ count: number; nextAt: number; isLeased: boolean; topics: string }> {
  const timers = [ESCALATION_TOPIC, LATE_EXPOSURE_TOPIC, ...(includeVerification ? [] : [VERIFY_TOPIC])]
    .map((topic) => `'${topic}'`)
    .join()
  const [row] = await database.query<{
    count: number
    next: Date | null
    leased: boolean | null
    topics: string | null
  }>(
    `select count(*)::int as count, min(run_at) as next, bool_or(leased_until > clock_timestamp()) as leased,
       string_agg(distinct topic, ', ') as topics
     from outbox where done_at is null and dead_at is null and topic not in (${timers})
       and run_at <= '${new Date(horizonMs).toISOString()}'`,
  )
  return {
    count: row!.count,
    nextAt: row!.next?.getTime() ?? 0,
    isLeased: row!.leased === true,
    topics: row!.topics ?? '',
  }
}
