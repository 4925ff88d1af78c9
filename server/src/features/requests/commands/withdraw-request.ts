import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { closeCandidates } from '../approvers/candidate-queries.ts'
import { changeRequest } from './change-request.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { closeCards } from '../../notifications/notices.ts'
import { planLadder } from '../model/request-clock.ts'

/** The applicant takes it back, as long as nothing has left the house. */
export function withdrawRequest(
  deps: RequestDeps,
  actor: MemberActor,
  order: { id: RequestId; version: number; key?: string | undefined },
): Promise<RequestView> {
  return changeRequest(deps, actor, { ...order, command: 'withdraw' }, async ({ tx, request, now }) => ({
    patch: { state: 'withdrawn', waitingSince: null, dueAt: null, undoUntil: null },
    type: 'withdrawn',
    async follow(saved) {
      if (request.state !== 'open') return
      await closeCandidates(tx, saved.id, now)
      await closeCards(deps, tx, saved)
      await planLadder(deps, tx, saved)
    },
  }))
}
