import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { addWorkingMs } from '@desk/shared/kernel/working-calendar'
import { REMINDERS_PER_ESCALATION, REMINDER_PAUSE_MS } from '@desk/shared/requests/reminder-limits'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { distinctUserids } from '../../../directory/distinct-userids.ts'
import { ReminderTooSoonError } from '../request-errors.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { sendApprovalCard } from '../cards/request-notices.ts'
import { addApprovers } from '../approvers/approver-queries.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { currentView } from '../model/request-view.ts'
import { executeCommand } from './execute-command.ts'
import { nextInLine } from './reroute-request.ts'

/** Reminds the approvers. Every third reminder also adds the next approver in line. */
export async function remindApprovers(
  deps: RequestDeps,
  caller: MemberActor,
  target: { id: RequestId; key?: string | undefined },
): Promise<RequestView> {
  const command = { ...target, name: 'urge', version: null } as const
  await executeCommand(deps, caller, command, async ({ tx, request, now, write }) => {
    if (request.remindAgainAt && now < request.remindAgainAt) throw new ReminderTooSoonError(request.remindAgainAt)
    const count = request.reminderCount + 1
    const more = count % REMINDERS_PER_ESCALATION === 0 ? await nextInLine({ ...deps, db: tx }, request, 'urged') : []
    const added = more.map(({ userid }) => userid)
    const calendar = await loadCalendar({ ...deps, db: tx })
    const reminded = await write({
      type: 'urged',
      details: { count, ...(more.length === 0 ? {} : { asked: added, because: 'urged' }) },
      patch: { reminderCount: count, remindAgainAt: addWorkingMs(calendar, now, REMINDER_PAUSE_MS) },
      isNote: true,
    })
    await addApprovers(tx, reminded.id, more, now)
    await deps.emit(tx, 'workload.changed', { userids: added, at: now })
    for (const userid of distinctUserids([...reminded.approverIds, ...added]))
      await sendApprovalCard(deps, tx, {
        event: 'request.urged',
        request: reminded,
        userid,
        objectId: `${reminded.id}:${String(count)}`,
      })
    return reminded
  })
  return currentView(deps, caller, target.id)
}
