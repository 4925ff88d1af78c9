import type { ReadDeps } from '../../../kernel/deps.ts'
import {
  countRecounts,
  deleteRecounts,
  listElapsed,
  listRecounts,
  lockCounters,
  recountAll,
  recountDepartment,
} from './count-queries.ts'
import { listActivePolicies } from '../document/policy-queries.ts'

/**
 * Recounts up to `limit` stale departments, and returns how many stale rows are left. Deletes the rows before it reads the
 * roster, so that no committed change is missed.
 */
export async function refreshCounters(deps: ReadDeps, limit: number): Promise<number> {
  for (const { policyId, departmentId, ids } of await listRecounts(deps.db, limit)) {
    const policies = await listActivePolicies(deps.db, policyId === null ? undefined : [policyId])
    for (const policy of policies)
      await deps.db.transaction(async (tx) => {
        await lockCounters(tx, policy.id)
        // The rows are deleted with the last policy: after a crash some departments are counted twice, and none is missed.
        if (policy === policies.at(-1)) await deleteRecounts(tx, ids)
        if (departmentId === null) await recountAll(deps, tx, policy)
        else await recountDepartment(deps, tx, policy, departmentId)
      })
    if (policies.length === 0) await deps.db.transaction((tx) => deleteRecounts(tx, ids))
  }
  await recountElapsed(deps, limit)
  return countRecounts(deps.db)
}

async function recountElapsed(deps: ReadDeps, limit: number): Promise<void> {
  for (const { policyId, departmentId } of await listElapsed(deps.db, deps.clock.now(), limit))
    for (const policy of await listActivePolicies(deps.db, [policyId]))
      await deps.db.transaction(async (tx) => {
        await lockCounters(tx, policy.id)
        await recountDepartment(deps, tx, policy, departmentId)
      })
}

/** Departments to recount before counts are shown; a longer backlog is reported instead. */
const MAX_BEFORE_READ = 200

/** Recounts stale departments before counts are shown, and returns how many stale rows are left. */
export const refreshBeforeRead = (deps: ReadDeps): Promise<number> => refreshCounters(deps, MAX_BEFORE_READ)
