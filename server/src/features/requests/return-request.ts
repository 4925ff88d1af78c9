import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { ReturnBody } from '@desk/shared/requests/command-bodies'
import { requestKinds } from '@desk/shared/requests/kinds/index'
import { returnReasons } from '@desk/shared/requests/reasons'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { CommandRefusedError, MustBeOpenedError } from '../../kernel/app-error.ts'
import { loadCalendar } from '../../kernel/calendar-queries.ts'
import { closeCandidates } from './candidate-queries.ts'
import { changeRequest } from './change-request.ts'
import type { EngineDeps } from './engine-deps.ts'
import { closeCards, noticeTopics, planNotice } from './notices.ts'
import { pausedTime, planLadder } from './request-clock.ts'

type ReturnOrder = ReturnBody & { id: RequestId; key?: string | undefined; isFromList?: boolean }

/** A candidate sends it back with a reason; the applicant mends it, and it comes to him again. The clock stands still. */
export function returnRequest(
  deps: EngineDeps,
  actor: MemberActor,
  { reason, isFromList = false, ...order }: ReturnOrder,
): Promise<RequestView> {
  const named = { ...reason, clause: returnReasons[reason.code].clause }
  return changeRequest(
    deps,
    actor,
    { ...order, command: 'return', body: reason },
    async ({ tx, request, now, meanwhile }) => {
      if (!requestKinds[request.kind].isReturnable)
        throw new CommandRefusedError(request.state, 'return', await meanwhile())
      if (isFromList && deps.kinds[request.kind].isRisky(request)) throw new MustBeOpenedError()
      return {
        patch: {
          state: 'returned',
          returned: { by: actor.userid, at: now.toISOString(), reason: named },
          ...pausedTime(await loadCalendar({ ...deps, db: tx }), request, now),
        },
        type: 'returned',
        details: { reason: named },
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
    },
  )
}
