import type { MemberActor } from '@desk/shared/identity/actor'
import type { CommandBody, IncidentCase } from '@desk/shared/incidents/incident-case-schemas'
import type { IncidentEventType } from '@desk/shared/incidents/incident-states'
import {
  criticalDueAt,
  resume,
  startAcknowledging,
  startHandling,
  withSeverity,
} from '@desk/shared/incidents/incident-clock'
import { type IncidentId, type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { KeyReusedError } from '../../../kernel/app-error.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { IncidentDeps } from '../incident-deps.ts'
import { NoHandlerError } from '../incident-errors.ts'
import { ChangedMeanwhileError } from '../../requests/request-errors.ts'
import { notifyFormerHandler, notifyHandlers, notifyReporter } from '../model/incident-notices.ts'
import {
  endAssignment,
  findMessageByKey,
  insertMessage,
  listClockSteps,
  type NewIncident,
  saveIncident,
} from '../model/incident-queries.ts'
import { loadHandlingPeople } from '../model/handling-people.ts'
import { recordStep } from '../model/record-step.ts'
import { activeAssignees } from '../model/right-checker.ts'
import { assignReaders, excludedFrom, readersOf } from '../model/route-incident.ts'
import { prepareMeasure, recordMeasure } from './take-measure.ts'
import { type CommandContext, lockHandledCase, type OpenedCase, requireCommand } from './open-case.ts'
import { getCase } from './view-case.ts'

type CommandInput = CommandBody & { id: IncidentId; idempotencyKey: string }

/**
 * Runs a command of a handler. State, permission and version are checked under a lock; the log, the audit and the
 * messages are written in the same transaction. A repeated message changes nothing. `incident` is null after the caller
 * recused themselves.
 *
 * @throws KeyReusedError when the key comes with another text
 */
export async function commandIncident(
  deps: IncidentDeps,
  caller: MemberActor,
  input: CommandInput,
): Promise<{ incident: IncidentCase | null }> {
  const lostCaseId = await prepareMeasure(deps, caller, input)
  await deps.db.transaction(async (tx) => {
    const opened = await lockHandledCase(deps, tx, caller, input.id)
    if (await wasSent(tx, opened, input)) return
    const next = requireCommand(opened, input.command, input.version)
    const calendar = await loadCalendar({ ...deps, db: tx })
    const context = { ...opened, tx, next, input, calendar }
    const patch = await runCommand(deps, context, lostCaseId)
    await saveIncident(tx, opened.incident, { state: next, ...patch })
  })
  // A person who recused themselves no longer sees the incident.
  return { incident: input.command === 'recuse' ? null : await getCase(deps, caller, input.id) }
}

/** Returns whether this call repeats one whose message is stored. */
async function wasSent(tx: Tx, { viewer }: OpenedCase, input: CommandInput): Promise<boolean> {
  const earlier = await findMessageByKey(tx, input.id, input.idempotencyKey)
  if (!earlier) return false
  const isSame = 'text' in input && earlier.text === input.text && earlier.authorId === viewer.actor.userid
  if (!isSame) throw new KeyReusedError()
  return true
}

async function runCommand(
  deps: IncidentDeps,
  context: CommandContext,
  lostCaseId: RequestId | null,
): Promise<Partial<NewIncident>> {
  const { tx, incident, viewer, input, calendar } = context
  const actor = viewer.actor.userid
  const now = deps.clock.now()
  const record = (type: IncidentEventType, detail: Record<string, unknown> = {}) =>
    recordStep(deps, tx, incident.id, { type, actor, detail })
  const notify = (text: 'incident.progress' | 'incident.asked', occasion: string) =>
    notifyReporter(deps, tx, incident, text, occasion)
  switch (input.command) {
    case 'acknowledge':
      await notify('incident.progress', await record('acknowledged'))
      return { handlerId: actor, ...startHandling(calendar, now, incident.severity) }
    case 'take_over': {
      const occasion = await record('taken_over')
      await notify('incident.progress', occasion)
      await notifyFormerHandler(deps, tx, incident, occasion)
      return { handlerId: actor, ...startHandling(calendar, now, incident.severity) }
    }
    case 'investigate':
      await notify('incident.progress', await record('investigating'))
      return resume(calendar, incident, now)
    case 'reopen':
      await notify('incident.progress', await record('reopened'))
      return { closedAt: null, ...startHandling(calendar, now, incident.severity) }
    case 'ask':
      await writeMessage(deps, context, 'reporter', input.text)
      await notify('incident.asked', await record('asked'))
      return { pausedAt: now }
    case 'reply':
      await writeMessage(deps, context, 'reporter', input.text)
      await notify('incident.progress', await record('replied'))
      return {}
    case 'note':
      await writeMessage(deps, context, 'internal', input.text)
      await record('noted')
      return {}
    case 'severity': {
      const { severity } = input
      await record('severity', { severity })
      const critical = startHandling(calendar, incident.pausedAt ?? now, 'critical').dueAt
      const dates = {
        dueAt: incident.dueAt,
        reportedAt: incident.at,
        criticalDueAt: criticalDueAt(calendar, await listClockSteps(tx, incident.id)) ?? critical,
      }
      return { severity, ...withSeverity(calendar, dates, severity) }
    }
    case 'restrict':
      await notify('incident.progress', await record(input.isRestricted ? 'restricted' : 'unrestricted'))
      return { isRestricted: input.isRestricted }
    case 'close': {
      const { result, text } = input
      await notify('incident.progress', await record('closed', { result }))
      return { outcome: result, outcomeText: text, closedAt: now, pausedAt: null }
    }
    case 'act':
      await writeMessage(deps, context, 'internal', input.text)
      return { ...resume(calendar, incident, now), ...(await recordMeasure(deps, { ...context, input }, lostCaseId)) }
    case 'recuse':
      return recuse(deps, { ...context, input })
    case 'release':
      return release(deps, context)
  }
}

async function writeMessage(
  deps: IncidentDeps,
  { tx, incident, viewer, input }: CommandContext,
  channel: 'reporter' | 'internal',
  text: string,
): Promise<void> {
  const isNew = await insertMessage(tx, {
    id: deps.ids.next('incidentMessage'),
    incidentId: incident.id,
    channel,
    authorId: viewer.actor.userid,
    text,
    at: deps.clock.now(),
    idempotencyKey: input.idempotencyKey,
  })
  // A repeated call ends before this.
  if (!isNew) throw new ChangedMeanwhileError({ current: null })
}

/** Hands the incident to the others to whom it was routed, or else to the next in line. The reason stays internal. */
async function recuse(
  deps: IncidentDeps,
  context: CommandContext<Extract<CommandBody, { command: 'recuse' }>>,
): Promise<Partial<NewIncident>> {
  const { tx, incident, viewer, input, calendar } = context
  const { userid } = viewer.actor
  const at = deps.clock.now()
  await writeMessage(deps, context, 'internal', input.reason)
  await endAssignment(tx, incident.id, { userid }, { endedAt: at, endReason: 'recused' })
  const occasion = await recordStep(deps, tx, incident.id, { type: 'recused', actor: userid })
  const wasHandler = incident.handlerId !== null && sameUserid(incident.handlerId, userid)
  const others = othersOf(context)
  if (others.length === 0) await notifyReporter(deps, tx, incident, 'incident.progress', await reroute(deps, context))
  else if (wasHandler) await notifyHandlers(deps, tx, incident, { text: 'incident.routed', userids: others, occasion })
  if (!wasHandler) return {}
  return { state: 'routed', handlerId: null, ...startAcknowledging(calendar, at, incident.severity) }
}

/**
 * Lets the incident wait for the others to whom it was routed, or else also for the next in line. Unlike a handler who
 * recuses themselves, the previous handler can still read it.
 */
async function release(deps: IncidentDeps, context: CommandContext): Promise<Partial<NewIncident>> {
  const { tx, incident, viewer, calendar } = context
  const occasion = await recordStep(deps, tx, incident.id, { type: 'released', actor: viewer.actor.userid })
  const others = othersOf(context)
  if (others.length === 0) await reroute(deps, context)
  else await notifyHandlers(deps, tx, incident, { text: 'incident.routed', userids: others, occasion })
  await notifyReporter(deps, tx, incident, 'incident.progress', occasion)
  return { handlerId: null, ...startAcknowledging(calendar, deps.clock.now(), incident.severity) }
}

/** Lists the other people who handle the incident. */
const othersOf = ({ assignees, viewer }: OpenedCase): string[] =>
  activeAssignees(assignees)
    .map(({ userid }) => userid)
    .filter((userid) => !sameUserid(userid, viewer.actor.userid))

/** Assigns the incident to the next in line, without the actor. Returns the id of the log entry. */
async function reroute(
  deps: IncidentDeps,
  { tx, incident, viewer, assignees }: Pick<CommandContext, 'tx' | keyof OpenedCase>,
): Promise<string> {
  const { userid } = viewer.actor
  const people = await loadHandlingPeople({ ...deps, db: tx }, incident.departmentPath)
  const excluded = [...excludedFrom(incident, assignees), userid]
  const readers = readersOf(people, { recipient: 'management', excluded })
  if (readers === null) throw new NoHandlerError()
  return assignReaders(deps, tx, incident, { readers, type: 'rerouted', actor: userid })
}
