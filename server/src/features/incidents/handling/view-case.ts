import type { MemberActor } from '@desk/shared/identity/actor'
import type { IncidentCase, IncidentReporter } from '@desk/shared/incidents/incident-case-schemas'
import { incidentCommandsFor, isHandler } from '@desk/shared/incidents/incident-flow'
import { escalationSteps } from '@desk/shared/incidents/incident-clock'
import type { IncidentCaseRow } from '@desk/shared/incidents/incident-schemas'
import { EXCERPT_MAX } from '@desk/shared/incidents/incident-states'
import type { Id, IncidentId } from '@desk/shared/kernel/ids'
import { oneLine } from '@desk/shared/kernel/plain-text'
import { membersWithDepartment } from '../../lost-device/cases/member-views.ts'
import { findOpenCaseId } from '../../lost-device/cases/open-case-queries.ts'
import { pathNames } from '../../../directory/department-names.ts'
import { loadDisplayNames, type DisplayNames } from '../../../directory/load-display-names.ts'
import { ForbiddenError, NotFoundError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { IncidentDeps } from '../incident-deps.ts'
import { listLargeDepartments } from '../model/department-size-queries.ts'
import {
  findReportPicture,
  findPicture,
  type IncidentRow,
  listEvents,
  listMessages,
} from '../model/incident-queries.ts'
import { reportedGroups } from '../model/reported-group-queries.ts'
import { recordStep } from '../model/record-step.ts'
import { listHrFor } from '../model/route-incident.ts'
import { dueOf, messageView, outcomeOf, readersNow } from '../reporting/view-for-reporter.ts'
import { lockHandledCase, openCase } from './open-case.ts'

type CaseContext = {
  names: DisplayNames
  groups: Awaited<ReturnType<typeof reportedGroups>>
  /** Departments with enough members to be shown. */
  large: ReadonlySet<number>
}

/**
 * Returns an incident as a row of a list. Departments that are so small that they would identify the reporter are left
 * out: only a view that is recorded names them.
 */
export const caseRowOf = (
  row: IncidentRow,
  { names, groups, large }: CaseContext,
  lastAuthor: string | null | undefined,
): IncidentCaseRow => ({
  id: row.id,
  no: row.no,
  kind: row.kind,
  state: row.state,
  severity: row.severity,
  isUnnamed: row.isUnnamed,
  isRestricted: row.isRestricted,
  department: pathNames(shownPath(row.departmentPath, large), names.departments),
  handler: row.handlerId === null ? null : names.people(row.handlerId),
  at: row.at.toISOString(),
  dueAt: dueOf(row),
  isReplied: lastAuthor === null,
  excerpt: [...oneLine(row.text)].slice(0, EXCERPT_MAX).join(''),
  group: groups.get(row.id) ?? null,
  escalation: escalationSteps[row.escalation - 1] ?? null,
  closedAt: row.closedAt?.toISOString() ?? null,
})

/** Returns the departments of a path that have too many members to identify one of them. */
export const shownPath = (path: readonly number[], large: ReadonlySet<number>): number[] =>
  path.filter((id) => large.has(id))

/** Returns an incident as its handlers see it, without its reporter. */
export async function getCase(deps: ReadDeps, actor: MemberActor, id: IncidentId): Promise<IncidentCase> {
  const { db } = deps
  const { incident: row, viewer, facts, assignees } = await openCase(db, actor, id)
  const messages = await listMessages(db, id, ['reporter', 'internal'])
  const events = await listEvents(db, id)
  const readers = readersNow(row, assignees)
  const allowed = incidentCommandsFor(viewer, facts)
  const hr = allowed.includes('act') ? await listHrFor(deps, { incident: row, assignees }) : []
  const isPerson = (actor: string) => actor !== '' && !actor.startsWith('system:')
  const names = await loadDisplayNames(
    db,
    [
      ...readers,
      ...row.involved,
      ...hr,
      ...(row.handlerId === null ? [] : [row.handlerId]),
      ...messages.flatMap(({ authorId }) => authorId ?? []),
      ...events.map((event) => event.actor).filter(isPerson),
    ],
    row.departmentPath,
  )
  const { people } = names
  const groups = await reportedGroups(db, [row])
  const large = await listLargeDepartments(db, row.departmentPath)
  const lastAuthor = messages.filter(({ channel }) => channel === 'reporter').at(-1)?.authorId
  return {
    ...caseRowOf(row, { names, groups, large }, lastAuthor),
    version: row.version,
    recipient: row.recipient,
    text: row.text,
    picture: await findReportPicture(db, id),
    involved: row.involved.map(people),
    readers: readers.map(people),
    messages: messages.map((message) => messageView(message, people)),
    events: events.map(({ id: eventId, at, type, actor, detail }) => ({
      id: eventId,
      at: at.toISOString(),
      type,
      actor: isPerson(actor) ? people(actor) : null,
      detail: codeOf(detail),
    })),
    outcome: outcomeOf(row),
    lostCaseId: row.lostCaseId,
    allowed,
    mayViewReporter: !row.isUnnamed && isHandler(viewer.actor.userid, row),
    hr: hr.map(people),
  }
}

/** Returns the code that a log entry carries, such as a measure, a severity or a result; null: none. */
function codeOf(detail: Record<string, unknown>): string | null {
  const value = detail['kind'] ?? Object.values(detail)[0]
  return typeof value === 'string' ? value : null
}

/**
 * Returns the reporter of a named report, to the handler who acknowledged it. Each view is recorded before the name is
 * returned.
 */
export async function viewReporter(deps: IncidentDeps, caller: MemberActor, id: IncidentId): Promise<IncidentReporter> {
  return deps.db.transaction(async (tx) => {
    const { incident, viewer } = await lockHandledCase(deps, tx, caller, id)
    if (incident.reporterId === null) throw new NotFoundError()
    const { userid } = viewer.actor
    if (!isHandler(userid, incident)) throw new ForbiddenError('incident.view_reporter')
    await recordStep(deps, tx, id, { type: 'reporter_viewed', actor: userid })
    const people = await membersWithDepartment(tx, [incident.reporterId])
    const lostCaseId = incident.lostCaseId ?? (await findOpenCaseId(tx, incident.reporterId))
    return { reporter: people(incident.reporterId), lostCaseId }
  })
}

/** Returns a picture of the incident to one of its handlers. */
export async function getPicture(
  deps: ReadDeps,
  actor: MemberActor,
  { id, picture }: { id: IncidentId; picture: Id<'incidentPicture'> },
): Promise<{ data: string }> {
  await openCase(deps.db, actor, id)
  const bytes = await findPicture(deps.db, id, picture)
  if (!bytes) throw new NotFoundError()
  return { data: Buffer.from(bytes).toString('base64') }
}
