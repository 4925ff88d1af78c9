import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { WHOLE_COMPANY } from '../roster/count-queries.ts'
import { authorizeScope, withActingRoles } from '../roster/count-scope.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { findReminderBatch, type ManualReminderScope, type ReminderBatchRow } from './reminder-batch-queries.ts'

type ManualReminder = ReminderBatchRow & { scope: ManualReminderScope }

/** Returns a manual reminder. @throws PolicyNotFoundError if there is none, or the caller may not remind everyone in its scope */
export async function requireManualReminder(
  deps: RosterDeps,
  actor: MemberActor,
  { id, key }: { id: PolicyId; key: string },
): Promise<ManualReminder> {
  const batch = await findReminderBatch(deps.db, key)
  if (batch?.scope.kind !== 'urged' || batch.scope.policyId !== id) throw new PolicyNotFoundError()
  const { departmentId } = batch.scope
  const department = departmentId === WHOLE_COMPANY ? undefined : departmentId
  const scope = await authorizeScope(deps, withActingRoles(actor), department)
  if (scope !== departmentId) throw new PolicyNotFoundError()
  return { ...batch, scope: batch.scope }
}
