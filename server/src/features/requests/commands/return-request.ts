import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { ReturnBody } from '@desk/shared/requests/command-bodies'
import { requestTypes } from '@desk/shared/requests/types/index'
import { returnClause } from '@desk/shared/requests/reasons'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { CommandRefusedError } from '../request-errors.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { notifyApplicant } from '../cards/request-notices.ts'
import { pausedClockPatch } from '../model/request-clock.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import type { RequestRow } from '../model/request-queries.ts'
import { currentView } from '../model/request-view.ts'
import { requireLowRisk } from './require-low-risk.ts'
import { closeApprovals } from './update-approvers.ts'
import { enqueueRerouting } from './enqueue-rerouting-queries.ts'
import { executeCommand } from './execute-command.ts'

type Returning = ReturnBody & { id: RequestId; key?: string | undefined }

/** Returns a request to the applicant with a reason, and pauses its clock. */
export async function returnRequest(deps: RequestDeps, caller: MemberActor, input: Returning): Promise<RequestView> {
  await sendBack(deps, caller, input)
  return currentView(deps, caller, input.id)
}

/** Returns a request from a list row. @throws MustBeOpenedError for a risky request */
export const returnFromList = (deps: RequestDeps, caller: MemberActor, input: Returning): Promise<RequestRow> =>
  sendBack(deps, caller, { ...input, isFromList: true })

function sendBack(
  deps: RequestDeps,
  caller: MemberActor,
  { reason, isFromList = false, ...seen }: Returning & { isFromList?: boolean },
): Promise<RequestRow> {
  const command = { ...seen, name: 'return', body: reason } as const
  return executeCommand(deps, caller, command, async ({ tx, actor, request, now, conflict, write }) => {
    const { isReturnable, policyClause } = requestTypes[request.kind]
    if (isFromList) await requireLowRisk(deps, tx, request)
    if (!isReturnable) throw new CommandRefusedError(request.state, 'return', await conflict())
    const named = { ...reason, clause: returnClause(reason.code, policyClause) }
    const returned = await write({
      type: 'returned',
      details: { reason: { ...named, text: erasableText(deps, named.text) } },
      patch: {
        state: 'returned',
        returned: { by: actor.userid, at: now.toISOString(), reason: named },
        ...pausedClockPatch(await loadCalendar({ ...deps, db: tx }), request, now),
      },
    })
    await closeApprovals(deps, tx, returned, now)
    await notifyApplicant(deps, tx, returned, 'request.returned')
    // Its applicant may have left while it was being decided: then nobody is left to edit it.
    if (returned.subjectId !== null) await enqueueRerouting(tx, [returned.applicantId], now)
    return returned
  })
}
