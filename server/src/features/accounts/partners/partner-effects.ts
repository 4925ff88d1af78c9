import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { markCountsStale } from '../../policies/roster/mark-counts-stale-queries.ts'

/**
 * Records the effects of a changed contract: marks the counts of the partner's department stale, and emits that the
 * partner's tasks may have changed.
 */
export async function afterContractChange(
  deps: Pick<Deps, 'emit'>,
  tx: Tx,
  { userid, mainDepartmentId }: { userid: string; mainDepartmentId: number | null },
  at: Date,
): Promise<void> {
  await markCountsStale(tx, [mainDepartmentId])
  await deps.emit(tx, 'workload.changed', { userids: [userid], at })
}
