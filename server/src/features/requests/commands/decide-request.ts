import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { requestKinds } from '@desk/shared/requests/kinds/index'
import { advance } from '@desk/shared/requests/model/request-flow'
import type { DecisionBody, RequestView, Verdict } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import { MustBeOpenedError } from '../../../kernel/app-error.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { closeCandidates } from '../approvers/candidate-queries.ts'
import { carryOut, changeRequest, type Order, type Outcome, principalOf, type Scene } from './change-request.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import type { KindDeps } from '../model/request-kind.ts'
import { closeCards, tellApplicant } from '../../notifications/notices.ts'
import { pausedTime, planLadder } from '../model/request-clock.ts'
import type { RequestRow } from '../model/request-queries.ts'

/** Whoever confirms next is asked by this job, once the time for second thoughts is over. */
export const NEXT_STEP_TOPIC = 'request.next_step'

/** A candidate decides, field by field, exactly what was on his screen. */
export function decideRequest(
  deps: RequestDeps,
  actor: MemberActor,
  { fields, ...order }: DecisionBody & { id: RequestId; key?: string | undefined },
): Promise<RequestView> {
  return changeRequest(
    deps,
    actor,
    decision({ ...order, body: fields }),
    decided(deps, actor, () => fields),
  )
}

/** "Yes" to all of it, from a row of a list or the button of a card. Never where much hangs on it. */
export function agreeToRequest(
  deps: RequestDeps,
  actor: MemberActor,
  order: Pick<Order, 'id' | 'version' | 'key'> & { seenHash: string },
): Promise<RequestRow> {
  const all = decided(deps, actor, (request) => {
    const kind = deps.kinds[request.kind]
    if (kind.isRisky(request)) throw new MustBeOpenedError()
    return kind.agreeToAll(request)
  })
  return carryOut(deps, actor, decision(order), all)
}

const decision = (order: Omit<Order, 'command'>): Order => ({ ...order, command: 'decide' })

const decided =
  (deps: RequestDeps, actor: MemberActor, fieldsFor: (request: RequestRow) => DecisionBody['fields']) =>
  (scene: Scene): Promise<Outcome> => {
    const { request } = scene
    return outcomeOf(deps, actor, scene, deps.kinds[request.kind].verdicts(request, fieldsFor(request)))
  }

async function outcomeOf(
  deps: RequestDeps,
  actor: MemberActor,
  { tx, request, now }: Scene,
  verdicts: Record<string, Verdict>,
): Promise<Outcome> {
  const all = Object.values(verdicts)
  const agreed = all.filter(({ verdict }) => verdict === 'agree').length
  const state = advance(request.state, 'decide', agreed > 0 ? 'agreed' : 'refused')
  if (!state) throw new Error('The state was looked at before')
  const hasSecondThoughts = requestKinds[request.kind].isUndoable && deps.site.undoMs > 0
  return {
    patch: {
      state,
      outcome: { ...request.outcome, verdicts },
      decidedBy: actor.userid,
      decidedFor: principalOf(actor, request),
      decidedAt: now,
      undoUntil: hasSecondThoughts ? new Date(now.getTime() + deps.site.undoMs) : null,
      ...pausedTime(await loadCalendar({ ...deps, db: tx }), request, now),
    },
    type: 'decided',
    details: { agreed, refused: all.length - agreed },
    async follow(saved) {
      await closeCandidates(tx, saved.id, now)
      await closeCards(deps, tx, saved)
      await planLadder(deps, tx, saved)
      if (agreed === 0) await tellApplicant(deps, tx, saved)
      else await oweEffect(deps, tx, saved, now)
    },
  }
}

/** Nothing leaves the house before the time for second thoughts is over. */
async function oweEffect(deps: KindDeps, tx: Tx, request: RequestRow, now: Date): Promise<void> {
  const kind = deps.kinds[request.kind]
  const next = await kind.nextStep(tx, request)
  const topic = next === null ? kind.effectTopic : NEXT_STEP_TOPIC
  const wanted = next === null ? kind.effectAt(request) : null
  const earliest = request.undoUntil ?? now
  await enqueue(tx, [
    {
      topic,
      payload: { requestId: request.id, ...(next === null ? {} : { step: next }) },
      // The version: a decision that was taken back leaves a row that finds nothing to do.
      dedupeKey: `${topic}:${request.id}:${String(request.version)}`,
      groupKey: `request:${request.id}`,
      runAt: wanted !== null && wanted > earliest ? wanted : earliest,
    },
  ])
}
