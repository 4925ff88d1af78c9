import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import {
  dueStep,
  type EscalationStep,
  escalationSteps,
  isWaitOver,
  resume,
  startAcknowledging,
} from '@desk/shared/incidents/incident-clock'
import type { Readers } from '@desk/shared/incidents/resolve-readers'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { holdersFor } from '../../requests/approvers/people-queries.ts'
import type { IncidentStepDeps } from '../incident-deps.ts'
import { loadHandlingPeople } from '../model/handling-people.ts'
import { notifyHandlers, notifyLeads, notifyReporter, remindHandlers } from '../model/incident-notices.ts'
import {
  type AssigneeRow,
  endAssignment,
  type IncidentRow,
  listAssignees,
  listOpen,
  lockIncident,
  saveIncident,
} from '../model/incident-queries.ts'
import { recordStep } from '../model/record-step.ts'
import { activeAssignees, type HoldsRight, rightChecker } from '../model/right-checker.ts'
import { assignReaders, excludedFrom, readersOf } from '../model/route-incident.ts'

const watcher: SystemActor = { kind: 'system', job: 'incidents' }
const actor = actorName(watcher)
const PAGE_SIZE = 200

type WatchDeps = IncidentStepDeps & Pick<Deps, 'db' | 'log'>

/**
 * Reassigns open incidents whose handlers lost their right, in the end to the independent contact, resumes those whose reporter
 * did not answer in time, and escalates those whose due date passed. Runs every minute; the access of a handler ends with the
 * role, without this job.
 */
export async function watchIncidents(deps: WatchDeps): Promise<void> {
  const holds = rightChecker(deps)
  const calendar = await loadCalendar(deps)
  let after: { at: Date; id: IncidentRow['id'] } | null = null
  for (;;) {
    const page: IncidentRow[] = await listOpen(deps.db, after, PAGE_SIZE)
    const assignees = await listAssignees(
      deps.db,
      page.map(({ id }) => id),
    )
    for (const incident of page) {
      const own = assignees.filter(({ incidentId }) => incidentId === incident.id)
      // `settle` checks again under the lock, since the incident may have changed.
      if (isDateDue(deps, calendar, incident) || (await needsReaders(deps, holds, incident, own)))
        await settle(deps, calendar, rightChecker(deps), incident)
    }
    const last = page.at(-1)
    if (page.length < PAGE_SIZE || !last) return
    after = { at: last.dueAt, id: last.id }
  }
}

/** Returns whether a due date of the incident has passed: of an escalation step, or of the wait for the reporter. */
function isDateDue({ clock }: WatchDeps, calendar: WorkingCalendar, incident: IncidentRow): boolean {
  const { pausedAt } = incident
  const now = clock.now()
  return pausedAt === null ? dueStep(calendar, incident, now) !== null : isWaitOver(calendar, pausedAt, now)
}

async function needsReaders(
  deps: WatchDeps,
  holds: HoldsRight,
  incident: IncidentRow,
  assignees: readonly AssigneeRow[],
) {
  const present = activeAssignees(assignees)
  for (const assignee of present) if (!(await holds(deps.db, assignee, incident))) return true
  return present.length === 0
}

/** Reassigns and escalates one incident, under a lock, as far as that is due. */
const settle = (deps: WatchDeps, calendar: WorkingCalendar, holds: HoldsRight, { id }: IncidentRow): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, id)
    if (!incident || incident.state === 'closed') return
    const assignees = await listAssignees(tx, [id])
    const remaining: string[] = []
    for (const assignee of activeAssignees(assignees)) {
      if (await holds(tx, assignee, incident)) remaining.push(assignee.userid)
      else await endAssignment(tx, id, assignee, { endedAt: deps.clock.now(), endReason: 'right_ended' })
    }
    const readers = remaining.length > 0 ? remaining : await reroute(deps, tx, incident, assignees)
    const released = await releaseHandler(deps, tx, calendar, incident, { readers, remaining })
    const running = await endWait(deps, tx, calendar, released)
    await escalate(deps, tx, calendar, running, readers)
  })

/** Assigns the next people in line and returns them. Returns none when nobody is left, which is logged. */
async function reroute(deps: WatchDeps, tx: Tx, incident: IncidentRow, assignees: readonly AssigneeRow[]) {
  const people = await loadHandlingPeople({ ...deps, db: tx }, incident.departmentPath)
  const excluded = excludedFrom(incident, assignees)
  const readers = readersOf(people, { recipient: 'management', excluded })
  if (readers === null) {
    deps.log.warn({ incident: incident.id }, 'nobody is left who may handle an incident: name a handler or a contact')
    return []
  }
  await handOn(deps, tx, incident, readers)
  return readers.userids
}

/** Assigns further readers, and notifies the reporter of them. */
async function handOn(deps: WatchDeps, tx: Tx, incident: IncidentRow, readers: Readers): Promise<void> {
  const occasion = await assignReaders(deps, tx, incident, { readers, type: 'rerouted', actor })
  await notifyReporter(deps, tx, incident, 'incident.progress', occasion)
}

/**
 * Makes the incident wait for another handler when the one who acknowledged it may no longer handle it. `remaining`: readers
 * who were assigned before, and are notified now; the others got their card when they were assigned.
 */
async function releaseHandler(
  deps: WatchDeps,
  tx: Tx,
  calendar: WorkingCalendar,
  incident: IncidentRow,
  { readers, remaining }: { readers: readonly string[]; remaining: readonly string[] },
) {
  const { handlerId, severity } = incident
  if (handlerId === null || readers.some((userid) => sameUserid(userid, handlerId))) return incident
  if (remaining.length > 0) {
    const occasion = await recordStep(deps, tx, incident.id, { type: 'released', actor })
    await notifyHandlers(deps, tx, incident, { text: 'incident.routed', userids: remaining, occasion })
  }
  const date = startAcknowledging(calendar, deps.clock.now(), severity)
  return saveIncident(tx, incident, { handlerId: null, state: 'routed', ...date })
}

/** Resumes the clock when the wait for the reporter is over. */
async function endWait(deps: WatchDeps, tx: Tx, calendar: WorkingCalendar, incident: IncidentRow) {
  const now = deps.clock.now()
  if (incident.pausedAt === null || !isWaitOver(calendar, incident.pausedAt, now)) return incident
  await recordStep(deps, tx, incident.id, { type: 'resumed', actor })
  return saveIncident(tx, incident, resume(calendar, incident, now))
}

/** Takes the escalation step that is due, and the next ones until somebody is reached. */
async function escalate(
  deps: WatchDeps,
  tx: Tx,
  calendar: WorkingCalendar,
  incident: IncidentRow,
  readers: readonly string[],
): Promise<void> {
  const now = deps.clock.now()
  let step = dueStep(calendar, incident, now)
  let { escalation } = incident
  while (step !== null) {
    escalation += 1
    const hasReached = await takeStep(deps, tx, incident, { step, readers })
    step = hasReached ? null : (escalationSteps[escalation] ?? null)
  }
  if (escalation > incident.escalation) await saveIncident(tx, incident, { escalation, remindedAt: now })
}

/** Takes a step of the escalation. Returns whether it reached anybody. */
async function takeStep(
  deps: WatchDeps,
  tx: Tx,
  incident: IncidentRow,
  { step, readers }: { step: EscalationStep; readers: readonly string[] },
): Promise<boolean> {
  if (step === 'handlers') {
    const occasion = await recordStep(deps, tx, incident.id, { type: 'reminded', actor })
    const userids = incident.handlerId === null ? readers : [incident.handlerId]
    await remindHandlers(deps, tx, incident, { userids, occasion })
    return userids.length > 0
  }
  const excluded = excludedFrom(incident, await listAssignees(tx, [incident.id])).map((userid) => userid.toLowerCase())
  if (step === 'leads') {
    const { leads } = await holdersFor({ ...deps, db: tx }, [])
    const notified = [...new Set(leads.map(({ userid }) => userid))].filter(
      (userid) => !excluded.includes(userid.toLowerCase()),
    )
    if (notified.length === 0) return false
    const occasion = await recordStep(deps, tx, incident.id, { type: 'escalated', actor, detail: { to: 'ops_lead' } })
    await notifyLeads(deps, tx, incident, { userids: notified, occasion })
    return true
  }
  const { contact } = await loadHandlingPeople({ ...deps, db: tx }, incident.departmentPath)
  if (contact?.isActive !== true || excluded.includes(contact.userid.toLowerCase())) return false
  if (readers.some((userid) => sameUserid(userid, contact.userid))) return true
  await handOn(deps, tx, incident, { right: 'contact', userids: [contact.userid] })
  return true
}
