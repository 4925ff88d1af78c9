import type { ReadDeps } from '../../../kernel/deps.ts'
import {
  countRecounts,
  dropRecounts,
  listElapsed,
  listRecounts,
  lockCounters,
  recountAll,
  recountDepartment,
} from './count-queries.ts'
import { listLivePolicies, type LivePolicy } from '../document/policy-queries.ts'

/**
 * Counts anew what changed, up to `limit` departments, and tells how many reasons are left. Whoever changes something
 * leaves a row; who counts drops those rows first and then looks, so that nothing that is committed is ever missed.
 */
export async function refreshCounters(deps: ReadDeps, limit: number): Promise<number> {
  for (const { policyId, departmentId, ids } of await listRecounts(deps.db, limit)) {
    const policies = await listLivePolicies(deps.db, policyId === null ? undefined : [policyId])
    await inOrder(policies, async (policy, isLast) =>
      deps.db.transaction(async (tx) => {
        await lockCounters(tx, policy.id)
        if (isLast) await dropRecounts(tx, ids)
        if (departmentId === null) await recountAll(deps, tx, policy)
        else await recountDepartment(deps, tx, policy, departmentId)
      }),
    )
    if (policies.length === 0) await deps.db.transaction((tx) => dropRecounts(tx, ids))
  }
  await foldElapsed(deps, limit)
  return countRecounts(deps.db)
}

async function foldElapsed(deps: ReadDeps, limit: number): Promise<void> {
  for (const { policyId, departmentId } of await listElapsed(deps.db, deps.clock.now(), limit))
    for (const policy of await listLivePolicies(deps.db, [policyId]))
      await deps.db.transaction(async (tx) => {
        await lockCounters(tx, policy.id)
        await recountDepartment(deps, tx, policy, departmentId)
      })
}

/** The row that says why goes with the last of them: a crash in between counts some twice, and none too little. */
async function inOrder(
  policies: readonly LivePolicy[],
  count: (policy: LivePolicy, isLast: boolean) => Promise<void>,
): Promise<void> {
  for (const [index, policy] of policies.entries()) await count(policy, index === policies.length - 1)
}

/** Departments that are counted at once before somebody is shown numbers; a backlog beyond it is told. */
const BEFORE_SHOWING = 200

export const countsUpToDate = (deps: ReadDeps): Promise<number> => refreshCounters(deps, BEFORE_SHOWING)
