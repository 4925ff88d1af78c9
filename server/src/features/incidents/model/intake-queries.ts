import { categoryOf, figureWeeks, type IncidentCategory } from '@desk/shared/incidents/incident-figures'
import type { IncidentViewer } from '@desk/shared/incidents/incident-flow'
import type { IncidentCases } from '@desk/shared/incidents/incident-schemas'
import { type IncidentKind, incidentKinds } from '@desk/shared/incidents/incident-states'
import { and, desc, gte, inArray, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { incidentEvents, incidents } from '../../../db/schema/index.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { isHandledBy } from './handled-by-queries.ts'

const acknowledgedAt = sql`(select min(${incidentEvents.at}) from ${incidentEvents}
  where ${incidentEvents.incidentId} = ${incidents.id} and ${incidentEvents.type} = 'acknowledged')`

/** Counts the incidents that the viewer handles by the week of the report, with the median minutes until the acknowledgement. */
export async function describeIntake(
  { db, clock, site }: ReadDeps,
  viewer: IncidentViewer,
): Promise<NonNullable<IncidentCases['intake']>> {
  const now = clock.now()
  const weeks = figureWeeks(site.timeZone, now)
  const since = weeks[0] ?? now
  const starts = sql.join(
    weeks.map((week) => sql`${week.toISOString()}::timestamptz`),
    sql`, `,
  )
  const rows = await db
    .select({
      week: sql<number>`width_bucket(${incidents.at}, array[${starts}])`.as('week'),
      count: sql<number>`count(*)::int`,
      account: countOf('account'),
      hazard: countOf('hazard'),
      violation: countOf('violation'),
      minutes: sql<number | null>`round(percentile_cont(0.5) within group (
        order by extract(epoch from ${acknowledgedAt} - ${incidents.at}) / 60))::int`,
    })
    .from(incidents)
    .where(and(isHandledBy(viewer, { which: since }), gte(incidents.at, since)))
    .groupBy(sql`week`)
  return weeks.map((from, index) => {
    const found = rows.find(({ week }) => week === index + 1)
    const byCategory = { account: found?.account ?? 0, hazard: found?.hazard ?? 0, violation: found?.violation ?? 0 }
    return { from: from.toISOString(), count: found?.count ?? 0, byCategory, minutes: found?.minutes ?? null }
  })
}

function countOf(category: IncidentCategory): SQL<number> {
  const kinds = incidentKinds.filter((kind) => categoryOf[kind] === category)
  return sql<number>`count(*) filter (where ${inArray(incidents.kind, kinds)})::int`
}

export type CountedIncident = { kind: IncidentKind; at: Date; acknowledgedAt: Date | null; isClosed: boolean }

/** Lists the incidents since an instant that the viewer handles, with only what figures need and nothing that identifies one. */
export function listCounted(db: Database, viewer: IncidentViewer, since: Date): Promise<CountedIncident[]> {
  const { kind, at, state } = incidents
  return db
    .select({
      kind,
      at,
      acknowledgedAt: sql`${acknowledgedAt}`.mapWith(incidentEvents.at) as SQL<Date | null>,
      isClosed: sql<boolean>`${state} = 'closed'`,
    })
    .from(incidents)
    .where(and(isHandledBy(viewer, { which: since }), gte(at, since)))
}

/** Maximum number of departments whose incidents are counted. */
const DEPARTMENTS_COUNTED = 50

/** Counts the viewer's incidents since an instant by department, for the departments with the most incidents. */
export function countByDepartment(db: Database, viewer: IncidentViewer, since: Date) {
  return db
    .select({ path: incidents.departmentPath, count: sql<number>`count(*)::int` })
    .from(incidents)
    .where(
      and(
        isHandledBy(viewer, { which: since }),
        gte(incidents.at, since),
        sql`cardinality(${incidents.departmentPath}) > 0`,
      ),
    )
    .groupBy(incidents.departmentPath)
    .orderBy(desc(sql`count(*)`), incidents.departmentPath)
    .limit(DEPARTMENTS_COUNTED)
}
