import type { IncidentViewer } from '@desk/shared/incidents/incident-flow'
import { type HandlingRight, handlingRights } from '@desk/shared/incidents/incident-states'
import { and, desc, eq, exists, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { incidentAssignees, incidents } from '../../../db/schema/index.ts'

/** An assignment can seem older than its report by less than this, because the clocks of two servers differ. */
const CLOCKS_DIFFER = sql`interval '1 day'`

/** Which incidents are read. `few`: a page of them, or a similar number. A date: all since then, by the assignments since then. */
type Reading = 'few' | Date

/**
 * Returns the SQL condition that the viewer handles the incident. It has to agree with `mayHandle` in shared, which decides about
 * single incidents; a test compares both.
 */
export function isHandledBy({ actor, isContact }: IncidentViewer, { which }: { which: Reading }): SQL | undefined {
  const me = actor.userid.toLowerCase()
  const rights: HandlingRight[] = [
    ...(actor.roles.includes('incident_handler') ? (['handler'] as const) : []),
    ...(actor.roles.includes('hr') ? (['hr'] as const) : []),
    ...(isContact ? (['contact'] as const) : []),
  ]
  const departments = sql.join(
    actor.adminOf.map((id) => sql`${id}`),
    sql`, `,
  )
  const isAdmin =
    actor.adminOf.length === 0
      ? sql`false`
      : sql`(${incidentAssignees.right} = 'department' and ${incidents.departmentPath} && array[${departments}]::int[])`
  const hasRight = or(rights.length === 0 ? sql`false` : inArray(incidentAssignees.right, rights), isAdmin)
  const assignedBy = (right: SQL | undefined) =>
    sql`exists (select 1 from ${incidentAssignees} where ${incidentAssignees.incidentId} = ${incidents.id}
      and ${incidentAssignees.userid} = ${me} and ${incidentAssignees.endedAt} is null and ${right})`
  const assignedSince =
    which instanceof Date
      ? sql`${incidentAssignees.since} >= ${which.toISOString()}::timestamptz - ${CLOCKS_DIFFER}`
      : undefined
  // A handler for the whole company handles most incidents. A page reads the assignees of its incidents one by one: a join, which
  // is planned for a person with few incidents, would read all of this handler's.
  const isAmongAssignees = sql`${me} = any(array(select ${incidentAssignees.userid} from ${incidentAssignees}
    where ${incidentAssignees.incidentId} = ${incidents.id} and ${incidentAssignees.endedAt} is null and ${hasRight}))`
  const isOneByOne = which === 'few' && rights.length > 0
  return and(
    isOneByOne ? isAmongAssignees : assignedBy(and(hasRight, assignedSince)),
    sql`not (${me} = any(${incidents.involved}))`,
    sql`coalesce(lower(${incidents.reporterId}) <> ${me}, true)`,
    or(
      eq(incidents.isRestricted, false),
      isNull(incidents.handlerId),
      eq(sql`lower(${incidents.handlerId})`, me),
      isContact ? assignedBy(sql`${incidentAssignees.right} = 'contact'`) : undefined,
    ),
  )
}

/**
 * Counts the open incidents that the viewer handles, and the closed ones up to `limit`. The latest assignments are read first and
 * nearly always suffice; a handler for the whole company has years of them.
 */
export async function countHandled(
  db: Database,
  viewer: IncidentViewer,
  limit: number,
): Promise<{ open: number; closed: number }> {
  const open = await db.$count(incidents, and(isHandledBy(viewer, { which: 'few' }), ne(incidents.state, 'closed')))
  // The same incident may be assigned to a person once by each right.
  const newest = limit * handlingRights.length
  const closed = await countClosed(db, viewer, { limit, newest })
  if (closed.count >= limit || !closed.hasOlder) return { open, closed: closed.count }
  return { open, closed: (await countClosed(db, viewer, { limit, newest: null })).count }
}

/** Counts closed incidents up to `limit` among the newest assignments, or among all of them; `hasOlder`: there are others. */
async function countClosed(
  db: Database,
  viewer: IncidentViewer,
  { limit, newest }: { limit: number; newest: number | null },
): Promise<{ count: number; hasOlder: boolean }> {
  const { id, state } = incidents
  const { incidentId, userid, since, endedAt } = incidentAssignees
  const listAssigned = () =>
    db
      .select({ incidentId })
      .from(incidentAssignees)
      .where(and(eq(userid, viewer.actor.userid.toLowerCase()), isNull(endedAt)))
      .orderBy(desc(since), desc(incidentId))
  const assigned = newest === null ? listAssigned() : listAssigned().limit(newest)
  const closed = db
    .select({ id })
    .from(incidents)
    .where(and(sql`${id} = any(array${assigned})`, isHandledBy(viewer, { which: 'few' }), eq(state, 'closed')))
    .limit(limit)
    .as('closed')
  const hasOlder = newest === null ? sql`false` : exists(listAssigned().offset(newest).limit(1))
  const [counted] = await db
    .select({ count: sql`count(*)`.mapWith(Number), hasOlder: sql<boolean>`${hasOlder}` })
    .from(closed)
  return counted ?? { count: 0, hasOlder: false }
}
