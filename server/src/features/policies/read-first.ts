import type { Database } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { EngineDeps } from '../requests/engine-deps.ts'
import { listLivePolicies } from './policy-queries.ts'
import { findOnRosters } from './roster-queries.ts'

/** Who asks about a policy has not signed it. */
const owing: readonly string[] = ['pending', 'overdue', 'questioned', 'undelivered']

/** The oldest of the policies without whose signature nothing is submitted, as far as this person owes one. */
export const createReadFirst =
  (deps: Pick<Deps, 'clock' | 'site'>): EngineDeps['readFirst'] =>
  async (db: Database, userid) => {
    const policies = (await listLivePolicies(db)).filter(({ isBeforeUse }) => isBeforeUse)
    const rows = await findOnRosters({ ...deps, db }, policies, userid)
    const first = policies.find(({ id }) => owing.includes(rows.get(id)?.state ?? ''))
    return first ? { policyId: first.id, title: first.titleZh, label: first.label } : null
  }
