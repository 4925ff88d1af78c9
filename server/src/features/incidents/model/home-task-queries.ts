import { escalationSteps } from '@desk/shared/incidents/incident-clock'
import type { IncidentViewer } from '@desk/shared/incidents/incident-flow'
import type { IncidentId } from '@desk/shared/kernel/ids'
import { and, eq, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { incidentAssignees, incidents } from '../../../db/schema/index.ts'
import { isHandledBy } from './handled-by-queries.ts'

/**
 * Returns the SQL condition that a person (userid in lower case) handles an open incident, or was asked about one that they
 * reported.
 */
export const mayHaveIncidentTask = (me: SQL): SQL => sql`(
  exists (select 1 from ${incidentAssignees} as a join ${incidents} as i on i.id = a.incident_id
    where a.userid = ${me} and a.ended_at is null and i.state <> 'closed')
  or exists (select 1 from ${incidents} as i where lower(i.reporter_id) = ${me} and i.state = 'waiting_reporter'))`

type Waiting = { count: number; oldestAt: Date | null; first: IncidentId | null }

/**
 * Counts the incidents in which the person acts next, with the oldest. `handled`: those to acknowledge, those that they have
 * acknowledged, unless these wait for the reporter, and, for the independent contact, those that another handler leaves overdue.
 * `asked`: their own named reports with an open question.
 */
export async function summarizeIncidentTasks(
  db: Database,
  viewer: IncidentViewer,
): Promise<{ handled: Waiting; asked: Waiting }> {
  const { userid } = viewer.actor
  const { state, handlerId, pausedAt, escalation } = incidents
  const isOwn = matchesUserid(handlerId, userid)
  const actsNext = or(
    inArray(state, ['submitted', 'routed']),
    and(isOwn, or(ne(state, 'waiting_reporter'), isNull(pausedAt))),
    // Only the independent contact takes over incidents that others handle.
    viewer.isContact
      ? and(eq(escalation, escalationSteps.length), ne(sql`lower(${handlerId})`, userid.toLowerCase()))
      : undefined,
  )
  const [handled, asked] = await Promise.all([
    summarize(db, and(isHandledBy(viewer, { which: 'few' }), ne(state, 'closed'), actsNext)),
    summarize(db, and(matchesUserid(incidents.reporterId, userid), eq(state, 'waiting_reporter'))),
  ])
  return { handled, asked }
}

async function summarize(db: Database, where: SQL | undefined): Promise<Waiting> {
  const [row] = await db
    .select({ count: sql`count(*) over ()`.mapWith(Number), oldestAt: incidents.at, first: incidents.id })
    .from(incidents)
    .where(where)
    .orderBy(incidents.at, incidents.id)
    .limit(1)
  return row ?? { count: 0, oldestAt: null, first: null }
}
