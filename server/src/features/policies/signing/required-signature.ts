import type { RequiredSignature } from '@desk/shared/policies/required-signature'
import type { Database } from '../../../db/database.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { readAccessGate } from '../document/access-gate-setting.ts'
import { listLivePolicies, type LivePolicy } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import { readingFacts } from './reading-facts.ts'
import { findOnRosters, type RosterRow } from '../roster/roster-queries.ts'

/** Who asks about a policy has not signed it. */
const owing: readonly string[] = ['pending', 'overdue', 'questioned', 'undelivered']

type Owed = { policy: LivePolicy; row: RosterRow }

/** The oldest of the policies without whose signature nothing is submitted, as far as this person owes one. */
export const createReadFirst =
  (deps: DayDeps) =>
  async (db: Database, userid: string): Promise<RequiredSignature | null> => {
    const owed = await firstOwed(deps, db, userid, ({ state }) => owing.includes(state))
    return owed && toReadFirst(owed)
  }

/**
 * The same for WeCom's own door, which shuts people out of everything: only where that is switched on, and only past the
 * date. A question passes, since its answer is ours to give, and meanwhile it cannot be signed. The text is read, too: whoever
 * is led to one that cannot be shown would not get in at all.
 */
export const createPendingPolicyCheck =
  (deps: DayDeps) =>
  async (db: Database, userid: string): Promise<RequiredSignature | null> => {
    if (!(await readAccessGate(db)).isOn) return null
    const isLate = ({ dueAt }: RosterRow) => dueAt <= deps.clock.now()
    const isOwed = (row: RosterRow) => row.state !== 'questioned' && owing.includes(row.state) && isLate(row)
    const owed = await firstOwed(deps, db, userid, isOwed)
    if (!owed) return null
    await readingFacts({ db }, owed.policy, owed.row, 'zh-CN')
    return toReadFirst(owed)
  }

async function firstOwed(
  deps: DayDeps,
  db: Database,
  userid: string,
  isOwed: (row: RosterRow) => boolean,
): Promise<Owed | null> {
  const policies = (await listLivePolicies(db)).filter(({ isBeforeUse }) => isBeforeUse)
  const rows = await findOnRosters({ ...deps, db }, policies, userid)
  for (const policy of policies) {
    const row = rows.get(policy.id)
    if (row !== undefined && isOwed(row)) return { policy, row }
  }
  return null
}

const toReadFirst = ({ policy }: Owed): RequiredSignature => ({
  policyId: policy.id,
  ...titleOf(policy),
  label: policy.label,
})
