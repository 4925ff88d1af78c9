import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { isUndoable } from '@desk/shared/requests/model/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { UndoOverError } from '../../../kernel/app-error.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { enqueueRerouting } from './enqueue-rerouting-queries.ts'
import { askThem } from '../approvers/candidate-queries.ts'
import { changeRequest } from './change-request.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { askCandidates } from '../../notifications/notices.ts'
import { planLadder, resumedTime } from '../model/request-clock.ts'
import { requireRequest } from '../model/request-queries.ts'

/** The decider has second thoughts: it is open again, and everybody who was asked gets a new card. */
export function undoDecision(
  deps: RequestDeps,
  actor: MemberActor,
  order: { id: RequestId; version: number; key?: string | undefined },
): Promise<RequestView> {
  return changeRequest(deps, actor, { ...order, command: 'undo' }, async ({ tx, request, now, meanwhile }) => {
    if (!isUndoable(request.undoUntil, now)) throw new UndoOverError(await meanwhile())
    const { outcome } = request
    const calendar = await loadCalendar({ ...deps, db: tx })
    return {
      patch: {
        state: 'open',
        outcome: { ...outcome, verdicts: outcome.verified ?? {} },
        decidedBy: null,
        decidedFor: null,
        decidedAt: null,
        undoUntil: null,
        ...resumedTime(calendar, request, now),
      },
      type: 'undone',
      async follow(saved) {
        for (const { userid, because, onBehalfOf, askedAt } of request.asked)
          await askThem(tx, saved.id, [{ userid, because, onBehalfOf }], askedAt)
        const open = await requireRequest(tx, saved.id)
        await askCandidates(deps, tx, open, String(saved.version))
        await planLadder(deps, tx, open, calendar)
        // Who was asked a minute ago may have lost his role since.
        await enqueueRerouting(tx, [saved.applicantId], now)
      },
    }
  })
}
