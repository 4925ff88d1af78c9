import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { type ReminderResult, reminderStates } from '@desk/shared/policies/bulk-schemas'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { WHOLE_COMPANY } from '../roster/count-queries.ts'
import { authorizeScope, withActingRoles } from '../roster/count-scope.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { noticeOf } from './reminder-batch-notice.ts'
import { countResults, findReminderBatch, listResults } from './reminder-batch-queries.ts'

/** How many recipients a result names at most; those not reached come first. */
const MAX_NAMED = 200

/** Returns the result of a manual reminder, for those who may send it to these people. */
export async function getReminderResult(
  deps: RosterDeps,
  actor: MemberActor,
  { id, batch: key }: { id: PolicyId; batch: string },
): Promise<ReminderResult> {
  const batch = await findReminderBatch(deps.db, key)
  if (batch?.scope.kind !== 'urged' || batch.scope.policyId !== id) throw new PolicyNotFoundError()
  const { departmentId } = batch.scope
  const scope = await authorizeScope(
    deps,
    withActingRoles(actor),
    departmentId === WHOLE_COMPANY ? undefined : departmentId,
  )
  if (scope !== departmentId) throw new PolicyNotFoundError()
  const query = { key, notice: noticeOf(batch) }
  const counted = new Map((await countResults(deps.db, query)).map(({ state, count }) => [state, count]))
  const [waiting = 0, sent = 0, undelivered = 0, dropped = 0] = reminderStates.map((state) => counted.get(state))
  return {
    isFinished: batch.finishedAt !== null && waiting === 0,
    counts: { waiting, sent, undelivered, dropped },
    items: await listResults(deps.db, query, MAX_NAMED),
  }
}
