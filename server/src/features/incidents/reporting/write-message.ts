import type { OwnActor } from '@desk/shared/identity/actor'
import { resume, startAcknowledging, startHandling } from '@desk/shared/incidents/incident-clock'
import { advanceByReporter } from '@desk/shared/incidents/incident-flow'
import type { ReportedIncident, ReporterMessage } from '@desk/shared/incidents/incident-schemas'
import { MESSAGES_PER_INCIDENT } from '@desk/shared/incidents/incident-states'
import { type IncidentId, sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { InvalidInputError, NotFoundError } from '../../../kernel/app-error.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { IncidentDeps, IncidentStepDeps } from '../incident-deps.ts'
import { notifyHandlers } from '../model/incident-notices.ts'
import {
  countMessages,
  type IncidentRow,
  insertMessage,
  insertPicture,
  listAssignees,
  lockByReceipt,
  lockIncident,
  saveIncident,
} from '../model/incident-queries.ts'
import { recordStep, REPORTER } from '../model/record-step.ts'
import { activeAssignees, rightChecker } from '../model/right-checker.ts'
import { isOwn } from './read-own.ts'
import { hashReceipt } from './report-unnamed.ts'
import { sanitizePicture } from './sanitize-picture.ts'
import { mayReopen, viewForReporter } from './view-for-reporter.ts'

type Sent = ReporterMessage & { idempotencyKey: string }

/** Adds a message of a named reporter to their own incident. */
export async function writeAsReporter(
  deps: IncidentDeps,
  actor: OwnActor,
  { id, ...sent }: Sent & { id: IncidentId },
): Promise<ReportedIncident> {
  const picture = await sanitizePicture(deps, sent.picture, actor.userid)
  return deps.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, id)
    if (!incident || !isOwn(incident, actor)) throw new NotFoundError()
    await writeMessage(deps, tx, incident, sent, picture)
    return viewForReporter({ ...deps, db: tx }, id)
  })
}

/** Adds a message by the receipt of an unnamed report. */
export async function writeByReceipt(
  deps: IncidentDeps,
  { receipt, ...sent }: Sent & { receipt: string },
): Promise<ReportedIncident> {
  const picture = await sanitizePicture(deps, sent.picture, 'unnamed')
  return deps.db.transaction(async (tx) => {
    const incident = await lockByReceipt(tx, hashReceipt(receipt))
    if (!incident) throw new NotFoundError()
    await writeMessage(deps, tx, incident, sent, picture)
    return viewForReporter({ ...deps, db: tx }, incident.id)
  })
}

async function writeMessage(
  deps: IncidentStepDeps,
  tx: Tx,
  incident: IncidentRow,
  { text, reopens, idempotencyKey }: Sent,
  picture: Uint8Array | null,
): Promise<void> {
  const at = deps.clock.now()
  const id = deps.ids.next('incidentMessage')
  const message = {
    id,
    incidentId: incident.id,
    channel: 'reporter',
    authorId: null,
    text,
    at,
    idempotencyKey,
  } as const
  if (!(await insertMessage(tx, message))) return
  if ((await countMessages(tx, incident.id)) > MESSAGES_PER_INCIDENT)
    throw new InvalidInputError('Too many messages', [{ path: 'text', code: 'incident.full' }])
  if (picture)
    await insertPicture(tx, {
      id: deps.ids.next('incidentPicture'),
      incidentId: incident.id,
      messageId: id,
      bytes: picture,
    })
  await recordStep(deps, tx, incident.id, { type: 'answered', actor: REPORTER })
  const { handlerId } = incident
  const ableHandlers = await listAbleHandlers(deps, tx, incident)
  if (handlerId !== null && !ableHandlers.some((userid) => sameUserid(userid, handlerId)))
    await release(deps, tx, incident)
  else await advance(deps, tx, incident, reopens)
  const userids = ableHandlers.filter((userid) => handlerId === null || sameUserid(userid, handlerId))
  await notifyHandlers(deps, tx, incident, {
    text: 'incident.replied',
    userids: userids.length > 0 ? userids : ableHandlers,
    occasion: id,
  })
}

/** Lists the assignees who may still handle the incident. */
async function listAbleHandlers(deps: IncidentStepDeps, tx: Tx, incident: IncidentRow): Promise<string[]> {
  const holds = rightChecker(deps)
  const ableHandlers = []
  for (const assignee of activeAssignees(await listAssignees(tx, [incident.id])))
    if (await holds(tx, assignee, incident)) ableHandlers.push(assignee.userid)
  return ableHandlers
}

/**
 * Lets the incident wait for another handler, even after closing: its present one may no longer read the message. If nobody else
 * was assigned, `watchIncidents` assigns somebody.
 */
async function release(deps: IncidentStepDeps, tx: Tx, incident: IncidentRow): Promise<void> {
  const calendar = await loadCalendar({ ...deps, db: tx })
  if (incident.state === 'closed') await recordStep(deps, tx, incident.id, { type: 'reopened', actor: REPORTER })
  const date = startAcknowledging(calendar, deps.clock.now(), incident.severity)
  await saveIncident(tx, incident, { state: 'routed', handlerId: null, closedAt: null, ...date })
}

async function advance(deps: IncidentStepDeps, tx: Tx, incident: IncidentRow, reopens: boolean): Promise<void> {
  const at = deps.clock.now()
  const state = advanceByReporter(incident.state, reopens && mayReopen(incident, at))
  if (state === 'reopened') await recordStep(deps, tx, incident.id, { type: 'reopened', actor: REPORTER })
  if (state !== incident.state) {
    const calendar = await loadCalendar({ ...deps, db: tx })
    await saveIncident(tx, incident, {
      state,
      ...resume(calendar, incident, at),
      ...(state === 'reopened' && { closedAt: null, ...startHandling(calendar, at, incident.severity) }),
    })
  }
}
