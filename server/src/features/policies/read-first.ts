import type { ReadFirst } from '@desk/shared/policies/read-first'
import type { Database } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { EngineDeps } from '../requests/engine-deps.ts'
import { readGate } from './gate-setting.ts'
import { listLivePolicies } from './policy-queries.ts'
import { titleOf } from './policy-title.ts'
import { findOnRosters, type RosterRow } from './roster-queries.ts'

/** Who asks about a policy has not signed it. */
const owing: readonly string[] = ['pending', 'overdue', 'questioned', 'undelivered']

type OwedDeps = Pick<Deps, 'clock' | 'site'>

/** The oldest of the policies without whose signature nothing is submitted, as far as this person owes one. */
export const createReadFirst =
  (deps: OwedDeps): EngineDeps['readFirst'] =>
  (db, userid) =>
    firstOwed(deps, db, userid, ({ state }) => owing.includes(state))

/**
 * The same for WeCom's own door, which shuts people out of everything: only where that is switched on, and only past the
 * date. A question passes, since its answer is ours to give, and meanwhile it cannot be signed.
 */
export const createOwedAtGate =
  (deps: OwedDeps): EngineDeps['owedAtGate'] =>
  async (db, userid) => {
    if (!(await readGate(db)).isOn) return null
    const isLate = ({ dueAt }: RosterRow) => dueAt <= deps.clock.now()
    return firstOwed(deps, db, userid, (row) => row.state !== 'questioned' && owing.includes(row.state) && isLate(row))
  }

async function firstOwed(
  deps: OwedDeps,
  db: Database,
  userid: string,
  isOwed: (row: RosterRow) => boolean,
): Promise<ReadFirst | null> {
  const policies = (await listLivePolicies(db)).filter(({ isBeforeUse }) => isBeforeUse)
  const rows = await findOnRosters({ ...deps, db }, policies, userid)
  const first = policies.find(({ id }) => {
    const row = rows.get(id)
    return row !== undefined && isOwed(row)
  })
  return first ? { policyId: first.id, ...titleOf(first), label: first.label } : null
}
