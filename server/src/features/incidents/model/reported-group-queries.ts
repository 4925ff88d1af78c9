import type { ReportedGroup } from '@desk/shared/incidents/incident-schemas'
import type { IncidentId } from '@desk/shared/kernel/ids'
import { and, eq, inArray } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { chatGroups, incidentEvents, incidents } from '../../../db/schema/index.ts'
import type { IncidentRow } from './incident-queries.ts'

/** Returns the groups that these incidents are about, with the violation that was chosen instead of a text. */
export async function reportedGroups(
  db: Database,
  rows: readonly Pick<IncidentRow, 'id' | 'groupId'>[],
): Promise<ReadonlyMap<IncidentId, ReportedGroup>> {
  const ids = rows.flatMap(({ id, groupId }) => (groupId === null ? [] : [id]))
  if (ids.length === 0) return new Map()
  const found = await db
    .select({ incident: incidents.id, id: chatGroups.id, name: chatGroups.name, detail: incidentEvents.detail })
    .from(incidents)
    .innerJoin(chatGroups, eq(chatGroups.id, incidents.groupId))
    .leftJoin(incidentEvents, and(eq(incidentEvents.incidentId, incidents.id), eq(incidentEvents.type, 'submitted')))
    .where(inArray(incidents.id, ids))
  return new Map(
    found.map(({ incident, id, name, detail }) => [
      incident,
      // `createIncident` stores the violation; a report by form has none.
      { id, name, violation: (detail?.['what'] ?? null) as ReportedGroup['violation'] },
    ]),
  )
}
