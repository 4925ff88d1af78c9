import type { IncidentViewer } from '@desk/shared/incidents/incident-flow'
import type { IncidentCases } from '@desk/shared/incidents/incident-schemas'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { and, gt, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { incidentEvents, incidents } from '../../../db/schema/index.ts'
import { isHandledBy } from './handled-by-queries.ts'

const WEEKS = 8
const WEEK_MS = 7 * DAY_MS

/** Counts the incidents that the viewer handles by the week of the report, and how fast they were acknowledged. */
export async function describeIntake(
  db: Database,
  viewer: IncidentViewer,
  now: Date,
): Promise<NonNullable<IncidentCases['intake']>> {
  const startOf = (ago: number) => new Date(now.getTime() - (ago + 1) * WEEK_MS)
  const ago = sql<number>`floor(extract(epoch from ${now.toISOString()}::timestamptz - ${incidents.at})
    / ${WEEK_MS / 1000}::float8)::int`
  const acknowledgedAt = sql`(select min(${incidentEvents.at}) from ${incidentEvents}
    where ${incidentEvents.incidentId} = ${incidents.id} and ${incidentEvents.type} = 'acknowledged')`
  const rows = await db
    .select({
      ago: ago.as('ago'),
      count: sql<number>`count(*)::int`,
      minutes: sql<number | null>`round(percentile_cont(0.5) within group (
        order by extract(epoch from ${acknowledgedAt} - ${incidents.at}) / 60))::int`,
    })
    .from(incidents)
    .where(and(isHandledBy(viewer), gt(incidents.at, startOf(WEEKS - 1))))
    .groupBy(sql`ago`)
  const weeks = Array.from({ length: WEEKS }, (_, index) => WEEKS - 1 - index)
  return weeks.map((week) => {
    // A report of this instant, by another clock, is of the present week.
    const found = rows.find((row) => Math.max(0, row.ago) === week)
    return { from: startOf(week).toISOString(), count: found?.count ?? 0, minutes: found?.minutes ?? null }
  })
}
