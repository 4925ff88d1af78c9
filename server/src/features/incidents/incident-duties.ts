import { DUTY_COUNT_MAX } from '@desk/shared/duties/duty-numbers'
import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { IncidentViewer } from '@desk/shared/incidents/incident-flow'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { ReadDeps } from '../../kernel/deps.ts'
import { handlesAny, viewerOf } from './model/handling-people.ts'
import { countHandled } from './model/handled-by-queries.ts'
import { countOwn, listAwaitingReporter } from './model/incident-queries.ts'

/** Returns the duties of members who handle incidents, and of members who reported one with their name. */
export async function incidentDuties({ db }: Pick<ReadDeps, 'db'>, actor: MemberActor): Promise<DutyRow[]> {
  const viewer = await viewerOf(db, actor)
  const handling = handlesAny(viewer) ? await handlingDuty({ db }, viewer) : []
  return [...handling, ...(await reportingDuties({ db }, actor))]
}

/** Returns the duty to handle incidents. HR and department admins have it only while incidents are assigned to them. */
async function handlingDuty({ db }: Pick<ReadDeps, 'db'>, viewer: IncidentViewer): Promise<DutyRow[]> {
  const { actor, isContact } = viewer
  const isHandler = isContact || actor.roles.includes('incident_handler')
  const { open: count, closed } = await countHandled(db, viewer, DUTY_COUNT_MAX)
  if (!isHandler && count + closed === 0) return []
  const assignedRole = actor.roles.includes('hr') ? 'hr' : 'dept_admin'
  return [
    {
      key: 'handle_incidents',
      code: 'handle_incidents',
      role: isHandler ? 'incident_handler' : assignedRole,
      clause: '2.1d',
      subject: null,
      owed: [{ what: 'waiting', count, to: pagePaths.incidentCases }],
      done: [{ what: 'closed', count: closed, to: `${pagePaths.incidentCases}?show=closed` }],
      dueOn: null,
      to: pagePaths.incidentCases,
    },
  ]
}

/**
 * Returns one row for each report whose handler asked the reporter something, or else a single row. Only the first row has the
 * number of reports, so that it is not repeated.
 */
async function reportingDuties({ db }: Pick<ReadDeps, 'db'>, { userid }: MemberActor): Promise<DutyRow[]> {
  const count = await countOwn(db, userid)
  if (count === 0) return []
  const base = { code: 'report_incidents', role: 'employee', clause: '2.3d', dueOn: null } as const
  const reported = { what: 'reported', count, to: pagePaths.incidents } as const
  const asked = (await listAwaitingReporter(db, userid)).map(({ id, no }, index): DutyRow => {
    const to = pagePaths.incident(id)
    return {
      ...base,
      key: `report_incidents:${id}`,
      subject: no,
      owed: [{ what: 'waiting', count: 1, to }],
      done: index === 0 ? [reported] : [],
      to,
    }
  })
  if (asked.length > 0) return asked
  return [{ ...base, key: 'report_incidents', subject: null, owed: [], done: [reported], to: reported.to }]
}
