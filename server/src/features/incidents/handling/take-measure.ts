import type { MemberActor } from '@desk/shared/identity/actor'
import type { CommandBody } from '@desk/shared/incidents/incident-case-schemas'
import { type IncidentId, type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { isOverPhase } from '@desk/shared/lost-device/lost-device'
import { LABEL_MAX } from '@desk/shared/lost-device/lost-device-schemas'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { findGroupRow } from '../../groups/model/group-queries.ts'
import { leadersOf } from '../../groups/model/responsible-people.ts'
import { requireCase } from '../../lost-device/cases/case-queries.ts'
import { type Report, reportLost } from '../../lost-device/report/report-lost.ts'
import type { IncidentDeps } from '../incident-deps.ts'
import { remindGroup, notifyHandlers, notifyReporter } from '../model/incident-notices.ts'
import { assign, findMessageByKey, type NewIncident } from '../model/incident-queries.ts'
import { recordStep } from '../model/record-step.ts'
import { listHrFor } from '../model/route-incident.ts'
import { type CommandContext, openCase, requireCommand } from './open-case.ts'

type Measure = Extract<CommandBody, { command: 'act' }>

/**
 * Opens the lost-device case of the measure `lock` before the measure is recorded, and returns its id; null for other measures.
 * The account is locked by the rules of lost devices, and only the page of that case says whether it is. A repeated call opens no
 * other case: it returns null once the measure is recorded, and until then the id of the earlier case while that is open.
 */
export async function prepareMeasure(
  deps: IncidentDeps,
  caller: MemberActor,
  input: CommandBody & { id: IncidentId; idempotencyKey: string },
): Promise<RequestId | null> {
  if (input.command !== 'act' || input.action !== 'lock') return null
  const opened = await openCase(deps.db, caller, input.id)
  if (await findMessageByKey(deps.db, input.id, input.idempotencyKey)) return null
  requireCommand(opened, 'act', input.version)
  const subjectId = input.userid ?? ''
  const label = (await memberNames(deps.db, [subjectId]))(subjectId).name
  return openLostCase(deps, caller, {
    subjectId,
    label: label.slice(0, LABEL_MAX),
    why: 'unstated',
    lastSeenAt: null,
    note: '',
    // A repeated command has the same key, though the incident may have another version by then.
    idempotencyKey: `incident-${input.id}-${input.idempotencyKey}-${subjectId.toLowerCase()}`,
  })
}

/** Opens or joins a lost-device case that is not over, and returns its id. */
async function openLostCase(deps: IncidentDeps, caller: MemberActor, lost: Report): Promise<RequestId> {
  const { id } = (await reportLost(deps, caller, lost)).answer
  if (!isOverPhase((await requireCase(deps.db, id)).phase)) return id
  // The case was opened by an earlier attempt of this command, and ended before the command was repeated.
  return openLostCase(deps, caller, { ...lost, idempotencyKey: `${lost.idempotencyKey}-${id}` })
}

/** Records a measure, notifies the reporter, and reminds the group's leaders or hands the incident to HR. */
export async function recordMeasure(
  deps: IncidentDeps,
  context: CommandContext<Measure>,
  lostCaseId: RequestId | null,
): Promise<Partial<NewIncident>> {
  const { tx, incident, viewer, input } = context
  const { action } = input
  const actor = viewer.actor.userid
  const occasion = await recordStep(deps, tx, incident.id, { type: 'acted', actor, detail: { action } })
  await notifyReporter(deps, tx, incident, 'incident.progress', occasion)
  if (action === 'remind_owner') await remindOwner(deps, context, occasion)
  if (action === 'to_hr') await handToHr(deps, context, occasion)
  return lostCaseId === null ? {} : { lostCaseId }
}

async function remindOwner(deps: IncidentDeps, { tx, incident }: CommandContext<Measure>, occasion: string) {
  const group = incident.groupId === null ? null : await findGroupRow(tx, incident.groupId)
  if (!group) throw new InvalidInputError('Not about a group', [{ path: 'action', code: 'incident.group' }])
  if (group.state === 'gone')
    throw new InvalidInputError('The group has ended', [{ path: 'action', code: 'incident.group_ended' }])
  const userids = leadersOf(group)
  if (userids.length === 0)
    throw new InvalidInputError('The group has no leader', [{ path: 'action', code: 'incident.no_leader' }])
  await remindGroup(deps, tx, { groupId: group.id, name: group.name, userids, occasion })
}

/** Adds a person of HR to the readers of the incident. A person who recused themselves is never added again. */
async function handToHr(
  deps: IncidentDeps,
  { tx, incident, assignees, input }: CommandContext<Measure>,
  occasion: string,
) {
  const { userid = '' } = input
  const offered = await listHrFor({ ...deps, db: tx }, { incident, assignees })
  const found = offered.find((candidate) => sameUserid(candidate, userid))
  if (found === undefined) throw new InvalidInputError('Not of HR', [{ path: 'userid', code: 'incident.not_hr' }])
  await assign(tx, incident.id, { right: 'hr', userids: [found] }, deps.clock.now())
  await notifyHandlers(deps, tx, incident, { text: 'incident.hr', userids: [found], occasion })
}
