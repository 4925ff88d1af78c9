import type { Subscriptions } from '../../../domain-events/domain-events.ts'
import { planReminderBatch, type ReminderBatchDeps } from './plan-reminder-batch.ts'

/** When a version takes effect, plans a batch that requests signatures or, for a minor version, notifies people who signed. */
export const reminderSubscriptions = (deps: ReminderBatchDeps): Subscriptions => ({
  async 'policy.in_force'(tx, { policyId, versionId, reach }) {
    if (reach !== 'silent') await planReminderBatch(deps, tx, `${reach}:${versionId}`, { kind: reach, policyId })
  },
})
