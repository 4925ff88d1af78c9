import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { type ReminderResult, reminderStates } from '@desk/shared/policies/bulk-schemas'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { noticeOf } from './reminder-batch-notice.ts'
import { countResults, listResults } from './reminder-batch-queries.ts'
import { requireManualReminder } from './require-manual-reminder.ts'

/** How many recipients a result names at most; those not reached come first. */
const MAX_NAMED = 200

/** Returns the result of a manual reminder, to callers who may remind its whole department or company. */
export async function getReminderResult(
  deps: RosterDeps,
  actor: MemberActor,
  { id, batch: key }: { id: PolicyId; batch: string },
): Promise<ReminderResult> {
  const batch = await requireManualReminder(deps, actor, { id, key })
  const query = { key, notice: noticeOf(batch) }
  const counted = new Map((await countResults(deps.db, query)).map(({ state, count }) => [state, count]))
  const [waiting = 0, sent = 0, undelivered = 0, dropped = 0] = reminderStates.map((state) => counted.get(state))
  return {
    isFinished: batch.finishedAt !== null && waiting === 0,
    counts: { waiting, sent, undelivered, dropped },
    items: await listResults(deps.db, query, MAX_NAMED),
  }
}
