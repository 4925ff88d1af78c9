import type { PolicyId } from '@desk/shared/kernel/ids'
import { insertAll } from '../../../db/json-parameters.ts'
import type { Tx } from '../../../db/database.ts'
import { policyRecounts } from '../../../db/schema/index.ts'

/** WeCom's root department: who belongs to none is counted there. */
export const NOWHERE = 1

/**
 * The boards of policies have to count these departments anew, one policy or all. Written beside the change; a row more
 * and no lock, so that two who sign in one department never wait for each other.
 */
export async function markCountsStale(
  tx: Tx,
  departmentIds: readonly (number | null)[],
  policyId: PolicyId | null = null,
): Promise<void> {
  const wanted = [...new Set(departmentIds.map((id) => id ?? NOWHERE))]
  if (wanted.length === 0) return
  await tx.execute(
    insertAll(
      policyRecounts,
      wanted.map((departmentId) => ({ policyId, departmentId })),
    ),
  )
}

/** All departments: whom the policy asks, or since when, is another question now. */
export async function markAllCountsStale(tx: Tx, policyId: PolicyId | null): Promise<void> {
  await tx.insert(policyRecounts).values({ policyId, departmentId: null })
}
