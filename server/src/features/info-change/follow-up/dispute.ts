import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { DisputeBody, SettlementBody } from '@desk/shared/info-change/info-change-schemas'
import type { FollowUp } from '@desk/shared/info-change/info-follow-up'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import { ChangedMeanwhileError, CommandRefusedError } from '../../requests/request-errors.ts'
import { actorNow } from '../../../access/current-actor.ts'
import { authorize } from '../../../access/authorize.ts'
import { cancelGroup, enqueue } from '../../../outbox/outbox-queries.ts'
import type { RequestDeps, RequestStepDeps } from '../../requests/model/request-deps.ts'
import type { RequestTypeDeps } from '../../requests/model/request-type.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { notifyApplicant } from '../../requests/cards/request-notices.ts'
import { requireVisibleRequest, lockRequest, type RequestRow } from '../../requests/model/request-queries.ts'
import { conflictDetails } from '../../requests/commands/conflict-details.ts'
import { currentChanges, supersededReadBack } from '../current-changes.ts'
import { followUpOf } from './follow-up.ts'
import { APPLY_TOPIC, jobOf, move } from '../progress.ts'
import { requireInfoChange } from '../requested-changes.ts'

/** Disputes the result, within seven days: the request waits for the management department again. */
export async function disputeInfoChange(
  deps: RequestDeps,
  actor: MemberActor,
  { id, version, text }: DisputeBody & { id: RequestId },
): Promise<RequestView> {
  await deps.db.transaction(async (tx) => {
    const { outcome } = await requireAllowed(deps, tx, actor, { id, version, act: 'dispute' })
    const before = outcome.dispute === undefined ? {} : { before: outcome.dispute }
    const dispute = { at: deps.clock.now().toISOString(), text, settledAt: null, answer: '', ...before }
    await move(deps, tx, id, { command: 'reopen', type: 'disputed', phase: 'disputed', outcome: { dispute }, actor })
  })
  deps.failPoints.hit('dispute.committed')
  return getRequest(deps, actor, id)
}

/** Settles a dispute: the value is written again or kept, with an answer to the applicant. */
export async function settleDispute(
  deps: RequestDeps,
  actor: MemberActor,
  { id, version, finding, text }: SettlementBody & { id: RequestId },
): Promise<RequestView> {
  await deps.db.transaction(async (tx) => {
    const request = await requireAllowed(deps, tx, actor, { id, version, act: 'settle' })
    const { dispute: open } = request.outcome
    if (!open) throw new Error('A disputed request without a dispute')
    const dispute = { ...open, settledAt: deps.clock.now().toISOString(), answer: text, finding }
    if (finding === 'write_again') {
      await writeAgain(deps, tx, request, { type: 'dispute_upheld', outcome: { dispute }, actor })
    } else {
      const done = await move(deps, tx, id, {
        command: 'finish',
        type: 'dispute_answered',
        outcome: { dispute },
        actor,
      })
      await notifyApplicant(deps, tx, done, 'request.answered')
    }
  })
  deps.failPoints.hit('settle.committed')
  return getRequest(deps, actor, id)
}

/** Writes the approved value again after the read-back differed. Only the management department may. */
export async function rewriteInfoChange(
  deps: RequestDeps,
  actor: MemberActor,
  { id, version }: { id: RequestId; version: number },
): Promise<RequestView> {
  await deps.db.transaction(async (tx) => {
    const request = await requireAllowed(deps, tx, actor, { id, version, act: 'rewrite' })
    await writeAgain(deps, tx, request, { type: 'write_resumed', outcome: {}, actor })
  })
  deps.failPoints.hit('settle.committed')
  return getRequest(deps, actor, id)
}

type RestartedStep = Pick<Parameters<typeof move>[3], 'type' | 'outcome' | 'actor'>

async function writeAgain(
  deps: RequestStepDeps,
  tx: Tx,
  request: RequestRow,
  { outcome, ...step }: RestartedStep,
): Promise<void> {
  const readBack = supersededReadBack(request, await currentChanges(tx, request))
  const rewrittenOutcome = { ...outcome, written: false, readBack }
  const moved = await move(deps, tx, request.id, { command: 'start', outcome: rewrittenOutcome, ...step })
  const job = jobOf(APPLY_TOPIC, moved, deps.clock.now())
  // Jobs of one group run in order: the write would otherwise wait for a verification that is due later.
  await cancelGroup(tx, job.groupKey)
  await enqueue(tx, [job])
}

type Command = { id: RequestId; version: number; act: FollowUp['allowed'][number] }

async function requireAllowed(
  deps: ReadDeps & RequestTypeDeps & Pick<Deps, 'holidays'>,
  tx: Tx,
  caller: MemberActor,
  { id, version, act }: Command,
): Promise<RequestRow> {
  requireInfoChange(await requireVisibleRequest(tx, caller, id))
  const request = await lockRequest(tx, id)
  const actor = await actorNow(deps, tx, caller)
  authorize(actor, 'request.read', request)
  const conflict = () => conflictDetails(deps, tx, actor, request)
  if (request.version !== version) throw new ChangedMeanwhileError(await conflict())
  if (!followUpOf(request, actor, deps.clock.now()).allowed.includes(act))
    throw new CommandRefusedError(request.state, act, await conflict())
  return request
}
