import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { isUndoable } from '@desk/shared/requests/model/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import type { Tx } from '../../../db/database.ts'
import { UndoOverError } from '../request-errors.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { cancelGroup } from '../../../outbox/outbox-queries.ts'
import { sendApprovalCards } from '../cards/request-notices.ts'
import { lockPeople } from '../approvers/people-queries.ts'
import { addApprovers } from '../approvers/approver-queries.ts'
import { scheduleEscalation, resumedClockPatch } from '../model/request-clock.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { listEvents, requireRequest, type RequestRow } from '../model/request-queries.ts'
import { currentView } from '../model/request-view.ts'
import { effectGroupOf } from './decide-request.ts'
import { enqueueRerouting } from './enqueue-rerouting-queries.ts'
import { executeCommand } from './execute-command.ts'

/** Undoes a decision within its undo window: the request is open again, and its approvers get new cards. */
export async function undoDecision(
  deps: RequestDeps,
  caller: MemberActor,
  seen: { id: RequestId; version: number; key?: string | undefined },
): Promise<RequestView> {
  await executeCommand(deps, caller, { ...seen, name: 'undo' }, async ({ tx, request, now, conflict, write }) => {
    if (!isUndoable(request.undoUntil, now)) throw new UndoOverError(await conflict())
    if (request.state === 'refused') {
      // The same change may have been submitted again. Of a submission and an undo at the same time, the later one sees the other.
      await lockPeople(tx, [request.applicantId, subjectIdOf(request)])
      await deps.kinds[request.kind].checkReopening?.(tx, request)
    }
    const { outcome } = request
    const calendar = await loadCalendar({ ...deps, db: tx })
    const { id } = await write({
      type: 'undone',
      patch: {
        state: 'open',
        outcome: { ...outcome, verdicts: outcome.verified ?? {} },
        ...(await firstDecision(tx, request)),
        undoUntil: null,
        ...resumedClockPatch(calendar, request, now),
      },
    })
    // The jobs of the group are not due before the undo window is over, so no worker holds one.
    await cancelGroup(tx, effectGroupOf(id))
    for (const { userid, because, onBehalfOf, askedAt } of request.approvers)
      await addApprovers(tx, id, [{ userid, because, onBehalfOf }], askedAt)
    const open = await requireRequest(tx, id)
    await sendApprovalCards(deps, tx, open, String(open.version))
    await scheduleEscalation(deps, tx, open, calendar)
    // An approver may have lost their role since the decision.
    await enqueueRerouting(tx, [open.applicantId], now)
    return open
  })
  return currentView(deps, caller, seen.id)
}

/** Returns who decided the first step of a request in its second step, and when; null: it is in its first step. */
async function firstDecision(
  tx: Tx,
  { id, verifiedBy, decidedAt }: RequestRow,
): Promise<Pick<RequestRow, 'decidedBy' | 'decidedFor' | 'decidedAt'>> {
  if (verifiedBy === null) return { decidedBy: null, decidedFor: null, decidedAt: null }
  const decision = (await listEvents(tx, id)).findLast(
    ({ type, actorId }) => type === 'decided' && actorId !== null && sameUserid(actorId, verifiedBy),
  )
  return {
    decidedBy: verifiedBy,
    decidedFor: decision?.details.onBehalfOf ?? null,
    decidedAt: decision?.at ?? decidedAt,
  }
}
