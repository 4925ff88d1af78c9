import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { requestTypes } from '@desk/shared/requests/types/index'
import { advance } from '@desk/shared/requests/model/request-flow'
import type { DecisionBody, RequestView } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { notifyApplicant } from '../cards/request-notices.ts'
import { pausedClockPatch } from '../model/request-clock.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import type { RequestTypeDeps } from '../model/request-type.ts'
import type { RequestRow } from '../model/request-queries.ts'
import { currentView } from '../model/request-view.ts'
import { requireLowRisk } from './require-low-risk.ts'
import { closeApprovals } from './update-approvers.ts'
import { type Command, type CommandContext, delegatorOf, executeCommand } from './execute-command.ts'

/** Topic of the job that opens the next step when the undo window is over. */
export const NEXT_STEP_TOPIC = 'request.next_step'

/** Decides a request field by field. @throws ChangedMeanwhileError when it is no longer what the approver saw */
export async function decideRequest(
  deps: RequestDeps,
  caller: MemberActor,
  { fields, ...seen }: DecisionBody & { id: RequestId; key?: string | undefined },
): Promise<RequestView> {
  await executeCommand(deps, caller, { ...seen, name: 'decide', body: fields }, (context) =>
    decide(deps, context, fields),
  )
  return currentView(deps, caller, seen.id)
}

/** Approves every field, from a list row or a card action. @throws MustBeOpenedError for a risky request */
export function approveRequest(
  deps: RequestDeps,
  caller: MemberActor,
  seen: Pick<Command, 'id' | 'version' | 'key'> & { seenHash: string },
): Promise<RequestRow> {
  return executeCommand(deps, caller, { ...seen, name: 'decide' }, async (context) => {
    await requireLowRisk(deps, context.tx, context.request)
    return decide(deps, context, deps.kinds[context.request.kind].approveAll(context.request))
  })
}

async function decide(
  deps: RequestDeps,
  { tx, actor, request, now, write }: CommandContext,
  fields: DecisionBody['fields'],
): Promise<RequestRow> {
  const verdicts = deps.kinds[request.kind].verdicts(request, fields)
  // Without the verdicts of an earlier step, which this approver did not give.
  const decisions = Object.values(fields)
  const agreed = decisions.filter(({ verdict }) => verdict === 'agree').length
  const state = advance(request.state, 'decide', agreed > 0 ? 'agreed' : 'refused')
  if (!state) throw new Error('executeCommand checks the state first')
  const hasUndoWindow = requestTypes[request.kind].isUndoable && deps.site.undoMs > 0
  const decided = await write({
    type: 'decided',
    details: { agreed, refused: decisions.length - agreed },
    patch: {
      state,
      outcome: { ...request.outcome, verdicts },
      decidedBy: actor.userid,
      decidedFor: delegatorOf(actor, request),
      decidedAt: now,
      undoUntil: hasUndoWindow ? new Date(now.getTime() + deps.site.undoMs) : null,
      ...pausedClockPatch(await loadCalendar({ ...deps, db: tx }), request, now),
    },
  })
  await closeApprovals(deps, tx, decided, now)
  if (agreed === 0) await notifyApplicant(deps, tx, decided)
  else await enqueueEffect(deps, tx, decided, now)
  return decided
}

/** Returns the group of the jobs by which a decision takes effect. */
export const effectGroupOf = (id: RequestId): string => `request:${id}`

/** Enqueues the effect or the next step, for the end of the undo window or the chosen time, whichever is later. */
async function enqueueEffect(deps: RequestTypeDeps, tx: Tx, request: RequestRow, now: Date): Promise<void> {
  const kind = deps.kinds[request.kind]
  const next = await kind.nextStep(tx, request)
  const topic = next === null ? kind.effectTopic : NEXT_STEP_TOPIC
  const startAt = next === null ? kind.effectAt(request) : null
  const earliest = request.undoUntil ?? now
  await enqueue(tx, [
    {
      topic,
      payload: { requestId: request.id, ...(next === null ? {} : { step: next }) },
      dedupeKey: `${topic}:${request.id}:${String(request.version)}`,
      // An undo cancels the group.
      groupKey: effectGroupOf(request.id),
      runAt: startAt !== null && startAt > earliest ? startAt : earliest,
    },
  ])
}
