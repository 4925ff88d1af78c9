import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { departmentLabel } from '../../features/info-change/current-values.ts'
import { decideRequest } from '../../features/requests/commands/decide-request.ts'
import { requireRequest, type RequestRow } from '../../features/requests/model/request-queries.ts'
import { resubmitRequest } from '../../features/requests/commands/resubmit-request.ts'
import { returnRequest } from '../../features/requests/commands/return-request.ts'
import { submitRequest } from '../../features/requests/commands/submit-request.ts'
import { undoDecision } from '../../features/requests/commands/undo-request.ts'
import { withdrawRequest } from '../../features/requests/commands/withdraw-request.ts'
import { today } from '../../access/grant-conditions.ts'
import { findMemberRow } from '../../access/actor-queries.ts'
import { refuse } from '../request-fixtures.ts'
import {
  type RandomStepDeps,
  actorOf,
  attempt,
  candidatesOf,
  departmentsIn,
  factsOf,
  peopleIn,
  requestsIn,
} from './context.ts'
import { pickOf } from './directory-edits.ts'
import { referenceModel } from './reference-model.ts'
import type { ActStep } from './steps.ts'

type Submit = Extract<ActStep, { do: 'submit' }>
type Command = Exclude<ActStep['do'], 'submit'>

export async function submit(deps: RandomStepDeps, { who, where, startsIn }: Submit, count: number): Promise<void> {
  const actor = await actorOf(deps, pickOf(await peopleIn(deps), who) ?? '')
  if (!actor) return
  const later = startsIn === null ? {} : { effectiveOn: shiftDay(today(deps), startsIn) }
  const payload = { ...(await changeFor(deps, actor.userid, where, count)), ...later }
  const submission = { kind: 'info_change', payload, idempotencyKey: `walk-submission-${count}` } as const
  await attempt(() => submitRequest(deps, actor, submission))
}

/** Returns a change of department where there is another one, else of position. */
async function changeFor(deps: RandomStepDeps, userid: string, where: number | null, count: number) {
  const person = await findMemberRow(deps.db, userid)
  const target = where === null ? undefined : pickOf(await departmentsIn(deps), where)
  const fromId = person?.mainDepartmentId ?? null
  if (!target || target.id === fromId || target.parentId === 0)
    return { position: { from: person?.position ?? '', to: `岗${count}` } }
  const [from, to] = [await departmentLabel(deps.db, fromId), await departmentLabel(deps.db, target.id)]
  return { department: { from, to, fromId, toId: target.id } }
}

function verdictsOn({ kinds }: RandomStepDeps, request: RequestRow, agrees: boolean) {
  const all = kinds[request.kind].approveAll(request)
  return agrees ? all : Object.fromEntries(Object.keys(all).map((field) => [field, refuse]))
}

type CommandInput = { actor: MemberActor; request: RequestRow; agrees: boolean; count: number }
const commands: Record<Command, (deps: RandomStepDeps, input: CommandInput) => Promise<unknown>> = {
  decide: (deps, { actor, request, agrees }) => {
    const { id, version, seenHash } = request
    return decideRequest(deps, actor, { id, version, seenHash, fields: verdictsOn(deps, request, agrees) })
  },
  sendBack: (deps, { actor, request: { id, version, seenHash } }) =>
    returnRequest(deps, actor, { id, version, seenHash, reason: { code: 'needs_proof', text: '' } }),
  resubmit: async (deps, { actor, request: { id, version }, count }) => {
    const payload = await changeFor(deps, actor.userid, null, count)
    return resubmitRequest(deps, actor, { id, version, draft: { kind: 'info_change', payload } })
  },
  withdraw: (deps, { actor, request: { id, version } }) => withdrawRequest(deps, actor, { id, version }),
  undo: (deps, { actor, request: { id, version } }) => undoDecision(deps, actor, { id, version }),
}

/** Returns the userid of the actor of the step: mostly someone who should act, sometimes any member. */
async function whoActs(deps: RandomStepDeps, step: Exclude<ActStep, Submit>, request: RequestRow): Promise<string> {
  const openApprovers = request.approvers.filter(({ closedAt }) => closedAt === null).map(({ userid }) => userid)
  const anybody = pickOf(await peopleIn(deps), 'by' in step ? step.by : 0) ?? ''
  if (step.do === 'decide') return (step.isAsked ? pickOf(openApprovers, step.by) : undefined) ?? anybody
  if (step.do === 'undo') return request.decidedBy ?? anybody
  return step.do === 'sendBack' ? (openApprovers[0] ?? anybody) : request.applicantId
}

/** Attempts the step; `disagree` is called when a forbidden decision succeeded, or an allowed one was refused. */
export async function act(
  deps: RandomStepDeps,
  step: Exclude<ActStep, Submit>,
  count: number,
  disagree: (text: string) => void,
): Promise<void> {
  const found = pickOf(await requestsIn(deps), step.which)
  if (!found) return
  const request = await requireRequest(deps.db, found.id)
  const by = await whoActs(deps, step, request)
  const actor = await actorOf(deps, by)
  if (!actor) return
  const model = referenceModel(await factsOf(deps))
  const may = model.mayDecide(by, request, await candidatesOf(deps, found.id))
  const agrees = step.do === 'decide' && step.agrees
  const isDone = await attempt(() => commands[step.do](deps, { actor, request, agrees, count }))
  if (step.do === 'decide' && isDone !== (may && request.state === 'open'))
    disagree(`${by} ${isDone ? 'decided' : 'could not decide'} ${found.id}, which is ${request.state}`)
}

/** Lets the person run the command on the request as it is now; a refusal is ignored. */
export async function runCommand(
  deps: RandomStepDeps,
  command: 'decide' | 'withdraw',
  userid: string,
  id: RequestId,
): Promise<void> {
  const actor = await actorOf(deps, userid)
  const request = await requireRequest(deps.db, id)
  if (actor) await attempt(() => commands[command](deps, { actor, request, agrees: true, count: 0 }))
}
