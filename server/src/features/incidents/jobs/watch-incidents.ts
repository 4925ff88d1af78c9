import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { holdsRight, isInvolved } from '@desk/shared/incidents/incident-flow'
import { sameUserid } from '@desk/shared/kernel/ids'
import { mayAct, rolesOf } from '../../../access/actor-queries.ts'
import type { Database, Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { IncidentStepDeps } from '../incident-deps.ts'
import { loadHandlingPeople, viewerOf } from '../model/handling-people.ts'
import { tellHandlers, tellReporter } from '../model/incident-notices.ts'
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
import { assignReaders, dueFrom, excludedFrom, readersOf } from '../model/route-incident.ts'

const watcher: SystemActor = { kind: 'system', job: 'incidents' }
const PAGE = 200

type WatchDeps = IncidentStepDeps & Pick<Deps, 'db' | 'log'>
type HoldsRight = (db: Database, assignee: AssigneeRow, incident: IncidentRow) => Promise<boolean>

/**
 * Hands open incidents on whose handlers lost their right, at the latest to the independent contact, and reminds of
 * those that nobody acknowledged. Every minute; access itself ends with the role, without this job.
 */
export async function watchIncidents(deps: WatchDeps): Promise<void> {
  const holds = rightChecker(deps)
  let after: { at: Date; id: IncidentRow['id'] } | null = null
  for (;;) {
    const page: IncidentRow[] = await listOpen(deps.db, after, PAGE)
    const assignees = await listAssignees(
      deps.db,
      page.map(({ id }) => id),
    )
    for (const incident of page) {
      const own = assignees.filter(({ incidentId }) => incidentId === incident.id)
      // Read again under the lock: what was found before may have changed.
      if (await needsWork(deps, holds, incident, own)) await settle(deps, rightChecker(deps), incident)
    }
    const last = page.at(-1)
    if (page.length < PAGE || !last) return
    after = { at: last.dueAt, id: last.id }
  }
}

/** Returns whether a right still holds, by the rule that decides about access. Roles of a person are read once. */
function rightChecker(deps: WatchDeps): HoldsRight {
  const viewers = new Map<string, Promise<Awaited<ReturnType<typeof viewerOf>> | null>>()
  const load = async (db: Database, userid: string) => {
    if (!(await mayAct(db, userid))) return null
    return viewerOf(db, { kind: 'member', userid, ...(await rolesOf({ ...deps, db }, userid)) })
  }
  return async (db, { userid, right }, incident) => {
    const loading = viewers.get(userid) ?? load(db, userid)
    viewers.set(userid, loading)
    const viewer = await loading
    return viewer !== null && !isInvolved(userid, incident) && holdsRight(viewer, right, incident.departmentPath)
  }
}

const live = (assignees: readonly AssigneeRow[]) => assignees.filter(({ endedAt }) => endedAt === null)
const isUnacknowledged = ({ state }: IncidentRow) => state === 'routed' || state === 'submitted'
const isLate = ({ clock }: WatchDeps, incident: IncidentRow) =>
  isUnacknowledged(incident) && incident.remindedAt === null && incident.dueAt <= clock.now()

async function needsWork(deps: WatchDeps, holds: HoldsRight, incident: IncidentRow, assignees: readonly AssigneeRow[]) {
  if (isLate(deps, incident)) return true
  const present = live(assignees)
  for (const one of present) if (!(await holds(deps.db, one, incident))) return true
  return present.length === 0
}

const settle = (deps: WatchDeps, holds: HoldsRight, { id }: IncidentRow): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, id)
    if (!incident || incident.state === 'closed') return
    const assignees = await listAssignees(tx, [id])
    const remaining: string[] = []
    for (const one of live(assignees)) {
      if (await holds(tx, one, incident)) remaining.push(one.userid)
      else await endAssignment(tx, id, one.userid, { endedAt: deps.clock.now(), endReason: 'right_ended' })
    }
    const readers = remaining.length > 0 ? remaining : await reroute(deps, tx, incident, assignees)
    const saved = await releaseHandler(deps, tx, incident, readers)
    if (isLate(deps, saved)) await remind(deps, tx, saved, readers)
  })

/** Assigns the next in line. Returns them; empty when nobody is left, which the log of the server shows. */
async function reroute(deps: WatchDeps, tx: Tx, incident: IncidentRow, assignees: readonly AssigneeRow[]) {
  const people = await loadHandlingPeople({ ...deps, db: tx }, incident.departmentPath)
  const excluded = excludedFrom(incident, assignees)
  const readers = readersOf(people, { recipient: 'management', excluded })
  if (readers === null) {
    deps.log.warn({ incident: incident.id }, 'nobody is left who may handle an incident: name a handler or a contact')
    return []
  }
  const actor = actorName(watcher)
  const occasion = await assignReaders(deps, tx, incident, { readers, type: 'rerouted', actor })
  await tellReporter(deps, tx, incident, 'incident.progress', occasion)
  return readers.userids
}

/** Makes the incident wait for another handler when the one who acknowledged it no longer may. */
async function releaseHandler(deps: WatchDeps, tx: Tx, incident: IncidentRow, readers: readonly string[]) {
  const { handlerId } = incident
  if (handlerId === null || readers.some((userid) => sameUserid(userid, handlerId))) return incident
  const dueAt = await dueFrom(deps, tx, deps.clock.now(), incident.severity)
  return saveIncident(tx, incident, { handlerId: null, state: 'routed', dueAt, remindedAt: null })
}

async function remind(deps: WatchDeps, tx: Tx, incident: IncidentRow, userids: readonly string[]): Promise<void> {
  const occasion = await recordStep(deps, tx, incident.id, { type: 'reminded', actor: actorName(watcher) })
  await tellHandlers(deps, tx, incident, { text: 'incident.late', userids, occasion })
  await saveIncident(tx, incident, { remindedAt: deps.clock.now() })
}
