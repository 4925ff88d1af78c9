import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { markCountsStale } from '../../policies/roster/mark-counts-stale-queries.ts'

/**
 * Returns what follows from a changed contract: the policies count the partner anew, and their tasks may have changed.
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
