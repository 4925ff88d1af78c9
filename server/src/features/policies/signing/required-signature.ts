import type { RequiredSignature } from '@desk/shared/policies/required-signature'
import type { Database } from '../../../db/database.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { readAccessGate } from '../document/access-gate-setting.ts'
import { listActivePolicies, type ActivePolicy } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import { readingFacts } from './reading-facts.ts'
import { findOnRosters } from './own-rosters-queries.ts'
import type { RosterRow } from '../roster/roster-queries.ts'

/** An open question does not replace a signature. */
const unsignedStates: readonly string[] = ['pending', 'overdue', 'questioned', 'undelivered']

/** Finds the oldest unsigned policy that must be signed before other requests are submitted; null if there is none. */
export const createRequiredSignatureCheck =
  (deps: DayDeps) =>
  async (db: Database, userid: string): Promise<RequiredSignature | null> => {
    const found = await findUnsigned(deps, db, userid, ({ state }) => unsignedStates.includes(state))
    return found && toRequiredSignature(found.policy)
  }

/**
 * Finds the oldest unsigned policy for the access gate, which blocks WeCom altogether: only when the gate is on and only
 * after the due date. An open question passes, because the management department has to answer it and the policy cannot be
 * signed until then. Loads the text too: a member sent to a policy that cannot be shown could not enter at all.
 */
export const createPendingPolicyCheck =
  (deps: DayDeps) =>
  async (db: Database, userid: string): Promise<RequiredSignature | null> => {
    if (!(await readAccessGate(db)).isOn) return null
    const isRequired = ({ state, dueAt }: RosterRow) =>
      state !== 'questioned' && unsignedStates.includes(state) && dueAt <= deps.clock.now()
    const found = await findUnsigned(deps, db, userid, isRequired)
    if (!found) return null
    await readingFacts({ db }, found.policy, found.row, { language: 'zh-CN', duties: [] })
    return toRequiredSignature(found.policy)
  }

async function findUnsigned(
  deps: DayDeps,
  db: Database,
  userid: string,
  isRequired: (row: RosterRow) => boolean,
): Promise<{ policy: ActivePolicy; row: RosterRow } | null> {
  const policies = (await listActivePolicies(db)).filter(({ isBeforeUse }) => isBeforeUse)
  const rows = await findOnRosters({ ...deps, db }, policies, userid)
  for (const policy of policies) {
    const row = rows.get(policy.id)
    if (row !== undefined && isRequired(row)) return { policy, row }
  }
  return null
}

const toRequiredSignature = (policy: ActivePolicy): RequiredSignature => ({
  policyId: policy.id,
  ...titleOf(policy),
  label: policy.label,
})
