import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { ReturnBody } from '@desk/shared/requests/command-bodies'
import { requestKinds } from '@desk/shared/requests/kinds/index'
import { returnClause } from '@desk/shared/requests/model/reasons'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { CommandRefusedError, MustBeOpenedError } from '../../../kernel/app-error.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { typed } from '../../../kernel/audit/typed-text.ts'
import { closeCandidates } from '../approvers/candidate-queries.ts'
import { carryOut, changeRequest, type Order, type Outcome, type Scene } from './change-request.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { closeCards, noticeTopics, planNotice } from '../../notifications/notices.ts'
import { pausedTime, planLadder } from '../model/request-clock.ts'
import type { RequestRow } from '../model/request-queries.ts'

type ReturnOrder = ReturnBody & { id: RequestId; key?: string | undefined }

/** A candidate sends it back with a reason; the applicant mends it, and it comes to him again. The clock stands still. */
export function returnRequest(deps: RequestDeps, actor: MemberActor, order: ReturnOrder): Promise<RequestView> {
  return changeRequest(deps, actor, orderOf(order), (scene) => returned(deps, actor, scene, order.reason))
}

/** The same from a row of a list. Never where much hangs on it. */
export function returnFromList(deps: RequestDeps, actor: MemberActor, order: ReturnOrder): Promise<RequestRow> {
  return carryOut(deps, actor, orderOf(order), async (scene) => {
    if (deps.kinds[scene.request.kind].isRisky(scene.request)) throw new MustBeOpenedError()
    return returned(deps, actor, scene, order.reason)
  })
}

const orderOf = ({ reason, ...order }: ReturnOrder): Order => ({ ...order, command: 'return', body: reason })

async function returned(
  deps: RequestDeps,
  actor: MemberActor,
  { tx, request, now, meanwhile }: Scene,
  reason: ReturnBody['reason'],
): Promise<Outcome> {
  if (!requestKinds[request.kind].isReturnable)
    throw new CommandRefusedError(request.state, 'return', await meanwhile())
  const named = { ...reason, clause: returnClause(reason.code, requestKinds[request.kind].clause) }
  return {
    patch: {
      state: 'returned',
      returned: { by: actor.userid, at: now.toISOString(), reason: named },
      ...pausedTime(await loadCalendar({ ...deps, db: tx }), request, now),
    },
    type: 'returned',
    details: { reason: { ...named, text: typed(deps, named.text) } },
    async follow(saved) {
      await closeCandidates(tx, saved.id, now)
      await closeCards(deps, tx, saved)
      await planLadder(deps, tx, saved)
      await planNotice(deps, tx, {
        event: 'request.returned',
        request: saved,
        userid: saved.applicantId,
        purpose: 'result',
        topic: noticeTopics.result,
        object: `${saved.id}:${String(saved.version)}`,
      })
    },
  }
}
