import type { PolicyId } from '@desk/shared/kernel/ids'
import { insertAll } from '../../../db/json-parameters.ts'
import type { Tx } from '../../../db/database.ts'
import { policyRecounts } from '../../../db/schema/index.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/**
 * Marks the counts of these departments as stale, for one policy or all. Inserts rows in the transaction of the change and
 * locks none, so that two people who sign in one department do not wait for each other.
 */
export async function markCountsStale(
  tx: Tx,
  departmentIds: readonly (number | null)[],
  policyId: PolicyId | null = null,
): Promise<void> {
  const stale = [...new Set(departmentIds.map((id) => id ?? ROOT_DEPARTMENT))]
  if (stale.length === 0) return
  await tx.execute(
    insertAll(
      policyRecounts,
      stale.map((departmentId) => ({ policyId, departmentId })),
    ),
  )
}

/** Marks the counts of all departments as stale, for one policy or all: for example when its audience changes. */
export async function markAllCountsStale(tx: Tx, policyId: PolicyId | null): Promise<void> {
  await tx.insert(policyRecounts).values({ policyId, departmentId: null })
}
