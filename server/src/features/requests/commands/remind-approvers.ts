import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { addWorkingMs } from '@desk/shared/kernel/working-calendar'
import { URGE_ESCALATES, URGE_PAUSE_MS } from '@desk/shared/requests/model/decision-time'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { UrgeTooSoonError } from '../../../kernel/app-error.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { sendApprovalCard } from '../cards/request-notices.ts'
import { addApprovers } from '../approvers/approver-queries.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { currentView } from '../model/request-view.ts'
import { executeCommand } from './execute-command.ts'
import { nextInLine } from './reroute-request.ts'

/** Reminds the approvers. Every third reminder also adds the next approver in line. Source: domain I-14. */
export async function remindApprovers(
  deps: RequestDeps,
  caller: MemberActor,
  asked: { id: RequestId; key?: string | undefined },
): Promise<RequestView> {
  const command = { ...asked, name: 'urge', version: null } as const
  await executeCommand(deps, caller, command, async ({ tx, request, now, write }) => {
    if (request.urgeAgainAt && now < request.urgeAgainAt) throw new UrgeTooSoonError(request.urgeAgainAt)
    const count = request.urgeCount + 1
    const more = count % URGE_ESCALATES === 0 ? await nextInLine({ ...deps, db: tx }, request, 'urged') : []
    const added = more.map(({ userid }) => userid)
    const calendar = await loadCalendar({ ...deps, db: tx })
    const reminded = await write({
      type: 'urged',
      details: { count, ...(more.length === 0 ? {} : { asked: added, because: 'urged' }) },
      patch: { urgeCount: count, urgeAgainAt: addWorkingMs(calendar, now, URGE_PAUSE_MS) },
      isNote: true,
    })
    await addApprovers(tx, reminded.id, more, now)
    const all = [...reminded.candidates, ...added]
    for (const userid of all.filter((one, index) => all.findIndex((other) => sameUserid(one, other)) === index))
      await sendApprovalCard(deps, tx, {
        event: 'request.urged',
        request: reminded,
        userid,
        objectId: `${reminded.id}:${String(count)}`,
      })
    return reminded
  })
  return currentView(deps, caller, asked.id)
}
