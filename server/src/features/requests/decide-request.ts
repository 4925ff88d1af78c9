import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { advance } from '@desk/shared/requests/request-flow'
import type { DecisionBody, RequestView, Verdict } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../db/database.ts'
import { ChangedMeanwhileError, CommandRefusedError, RequestNotFoundError } from '../../kernel/app-error.ts'
import { authorize } from '../../kernel/authorize.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import type { EngineDeps } from './engine-deps.ts'
import { closeCards, tellApplicant } from './notices.ts'
import { recordChange } from './record-change.ts'
import { closeCandidates, findRequest, requireRequest, type RequestRow, saveRequest } from './request-queries.ts'
import { toRequestView } from './request-view.ts'

/** A candidate decides, field by field, exactly what was on his screen. */
export async function decideRequest(
  deps: EngineDeps,
  actor: MemberActor,
  input: DecisionBody & { id: RequestId },
): Promise<RequestView> {
  const decided = await deps.db.transaction(async (tx) => {
    const request = await findRequest(tx, actor, input.id)
    if (!request) throw new RequestNotFoundError()
    authorize(actor, 'request.decide', request)
    const current = () => toRequestView(deps, tx, actor, request)
    const verdicts = deps.kinds[request.kind].verdicts(request.payload, input.fields)
    const agreed = Object.values(verdicts).filter(({ verdict }) => verdict === 'agree').length
    const state = advance(request.state, 'decide', agreed > 0 ? 'agreed' : 'refused')
    if (!state) throw new CommandRefusedError(request.state, 'decide', await current())
    if (request.version !== input.version || request.seenHash !== input.seenHash)
      throw new ChangedMeanwhileError(await current())
    const outcome = { ...request.outcome, verdicts }
    const saved = await saveRequest(tx, request, {
      state,
      outcome,
      decidedBy: actor.userid,
      updatedAt: deps.clock.now(),
    })
    if (saved) await follow(deps, tx, actor, saved, verdicts)
    return saved
  })
  // Another writer came first: what he made of it can only be read in a new transaction.
  if (!decided)
    throw new ChangedMeanwhileError(await toRequestView(deps, deps.db, actor, await requireRequest(deps.db, input.id)))
  deps.failPoints.hit('decide.committed')
  deps.wakeWorker()
  return toRequestView(deps, deps.db, actor, decided)
}

async function follow(
  deps: EngineDeps,
  tx: Tx,
  actor: MemberActor,
  request: RequestRow,
  verdicts: Record<string, Verdict>,
): Promise<void> {
  const all = Object.values(verdicts)
  const agreed = all.filter(({ verdict }) => verdict === 'agree').length
  await closeCandidates(tx, request.id, deps.clock.now())
  await recordChange(deps, tx, { actor, request, type: 'decided', details: { agreed, refused: all.length - agreed } })
  await closeCards(deps, tx, request)
  if (agreed === 0) return tellApplicant(deps, tx, request)
  const topic = deps.kinds[request.kind].effectTopic
  await enqueue(tx, [
    {
      topic,
      payload: { requestId: request.id },
      dedupeKey: `${topic}:${request.id}`,
      groupKey: `request:${request.id}`,
      runAt: deps.clock.now(),
    },
  ])
}
