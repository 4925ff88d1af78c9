import type { Subscriptions } from '../../../domain-events/domain-events.ts'
import { planRound, type RoundDeps } from './plan-reminder-batch.ts'

/** Whoever a new version binds is asked to sign it, or told of it. */
export const reminderSubscriptions = (deps: RoundDeps): Subscriptions => ({
  async 'policy.in_force'(tx, { policyId, versionId, reach }) {
    if (reach !== 'silent') await planRound(deps, tx, `${reach}:${versionId}`, { kind: reach, policyId })
  },
})
