import type { MemberActor } from '@desk/shared/identity/actor'
import type { CommandBody } from '@desk/shared/incidents/incident-case-schemas'
import {
  advanceIncident,
  type IncidentCommand,
  type IncidentFacts,
  type IncidentViewer,
  mayCommand,
  mayHandle,
} from '@desk/shared/incidents/incident-flow'
import type { IncidentState } from '@desk/shared/incidents/incident-states'
import { type IncidentId, sameUserid } from '@desk/shared/kernel/ids'
import type { WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import { actorNow } from '../../../access/current-actor.ts'
import type { Database, Tx } from '../../../db/database.ts'
import { ForbiddenError, NotFoundError } from '../../../kernel/app-error.ts'
import type { IncidentDeps } from '../incident-deps.ts'
import { ChangedMeanwhileError } from '../../requests/request-errors.ts'
import { viewerOf } from '../model/handling-people.ts'
import {
  type AssigneeRow,
  findIncident,
  type IncidentRow,
  listAssignees,
  lockIncident,
} from '../model/incident-queries.ts'

export type OpenedCase = {
  incident: IncidentRow
  viewer: IncidentViewer
  facts: IncidentFacts
  assignees: readonly AssigneeRow[]
}

/** A command on a locked incident, and the state after it. */
export type CommandContext<Command extends CommandBody = CommandBody> = OpenedCase & {
  tx: Tx
  next: IncidentState
  calendar: WorkingCalendar
  input: Command & { id: IncidentId; idempotencyKey: string }
}

const factsOf = (
  incident: IncidentRow,
  { actor }: IncidentViewer,
  assignees: readonly AssigneeRow[],
): IncidentFacts => ({
  ...incident,
  rights: assignees
    .filter(({ userid, endedAt }) => endedAt === null && sameUserid(userid, actor.userid))
    .map(({ right }) => right),
})

async function openRow(db: Database, actor: MemberActor, incident: IncidentRow | null): Promise<OpenedCase> {
  if (!incident) throw new NotFoundError()
  const viewer = await viewerOf(db, actor)
  const assignees = await listAssignees(db, [incident.id])
  const facts = factsOf(incident, viewer, assignees)
  if (!mayHandle(viewer, facts)) throw new NotFoundError()
  return { incident, viewer, facts, assignees }
}

/** Returns an incident that the actor handles. @throws NotFoundError for everybody else */
export const openCase = async (db: Database, actor: MemberActor, id: IncidentId): Promise<OpenedCase> =>
  openRow(db, actor, await findIncident(db, id))

/** Returns an incident that the actor handles, locked, with the roles that they hold now. @throws NotFoundError */
export const lockHandledCase = async (
  deps: Pick<IncidentDeps, 'clock' | 'site'>,
  tx: Tx,
  caller: MemberActor,
  id: IncidentId,
): Promise<OpenedCase> => {
  const incident = await lockIncident(tx, id)
  return openRow(tx, await actorNow(deps, tx, caller), incident)
}

/**
 * Returns the state after a command, when state, role and version allow it.
 *
 * @throws ForbiddenError when the actor may not give the command
 * @throws ChangedMeanwhileError when the version is another one or the state does not allow it
 */
export function requireCommand(
  { incident, viewer, facts }: OpenedCase,
  command: IncidentCommand,
  version: number,
): IncidentState {
  if (!mayCommand(viewer, command, facts)) throw new ForbiddenError(`incident.${command}`)
  if (version !== incident.version) throw new ChangedMeanwhileError({ current: null })
  const next = advanceIncident(incident.state, command)
  if (next === null) throw new ChangedMeanwhileError({ current: null })
  return next
}
