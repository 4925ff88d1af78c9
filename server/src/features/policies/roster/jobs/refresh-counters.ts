import type { PolicyId } from '@desk/shared/kernel/ids'
import type { ReadDeps } from '../../../../kernel/deps.ts'
import { findPublishedPolicy, listActivePolicies } from '../../document/policy-queries.ts'
import {
  continueWholeRecount,
  countRecounts,
  deleteRecounts,
  divideByPolicy,
  listRecounts,
  listWholeRecounts,
  storeProgress,
} from '../pending-recount-queries.ts'
import { readerOf } from '../policy-as-of.ts'
import {
  deleteNextChanges,
  LAST_DEPARTMENT,
  listElapsed,
  lockCounters,
  rangeOfMembers,
  recountDepartment,
  recountRange,
  settleTotals,
} from '../recount-queries.ts'

/** How much is counted at once. */
export type Amount = {
  /** Counts of a department for a policy: a department that is stale for twenty policies counts as twenty. */
  departments: number
  /** For recounts of all departments: the number of members in one transaction, and in one call. */
  members: number
}

/** A slice of this size takes well under a second, and a tenth of the statement limit on a loaded machine. */
const SLICE: Amount = { departments: 1000, members: 20_000 }

/**
 * Recounts stale departments, and returns how many stale rows are left. Deletes the rows before it reads the roster, so that
 * no committed change is missed.
 */
export async function refreshCounters(deps: ReadDeps, amount: Amount = SLICE): Promise<number> {
  const pending = await listRecounts(deps.db, amount.departments)
  if (pending.some(({ departmentId }) => departmentId === null)) await recountWhole(deps, amount.members)
  let left = amount.departments
  for (const { policyId, departmentId, ids } of pending) {
    if (left <= 0) break
    if (departmentId === null) continue
    const policies = await listActivePolicies(deps.db, policyId === null ? undefined : [policyId])
    left -= Math.max(1, policies.length)
    for (const policy of policies)
      await deps.db.transaction(async (tx) => {
        await lockCounters(tx, policy.id)
        // The rows are deleted with the last policy: after a crash some departments are counted twice, and none is missed.
        if (policy === policies.at(-1)) await deleteRecounts(tx, ids)
        await recountDepartment(deps, tx, policy, departmentId)
      })
    if (policies.length === 0) await deps.db.transaction((tx) => deleteRecounts(tx, ids))
  }
  if (left > 0) await recountElapsed(deps, left)
  return countRecounts(deps.db)
}

/** Counts all departments of the policies that wait for it, up to this number of members. */
async function recountWhole(deps: ReadDeps, amount: number): Promise<void> {
  await divideByPolicy(deps.db)
  let members = amount
  for (const policyId of await listWholeRecounts(deps.db))
    while (members > 0) {
      const counted = await recountNextSlice(deps, policyId, members)
      if (counted === null) break
      members -= counted
    }
}

/**
 * Continues the recount of all departments of a policy where it stopped, in a separate transaction, so that a statement
 * limit or a restart costs one slice. Returns how many members were counted; null when nothing is left to do.
 */
async function recountNextSlice(deps: ReadDeps, policyId: PolicyId, members: number): Promise<number | null> {
  // A retired policy is counted as of its last instant in force.
  const policy = await findPublishedPolicy(deps.db, policyId)
  return deps.db.transaction(async (tx) => {
    await lockCounters(tx, policyId)
    const whole = await continueWholeRecount(tx, policyId)
    if (!whole) return null
    const range = await rangeOfMembers(tx, whole.after ?? 0, members)
    if (policy) await recountRange(readerOf(deps, policy), tx, policy, range)
    if (policy && range.upTo < LAST_DEPARTMENT) {
      await storeProgress(tx, whole.id, range.upTo)
      return range.count
    }
    await deleteRecounts(tx, [whole.id])
    await settleTotals(tx, policyId)
    return range.count
  })
}

async function recountElapsed(deps: ReadDeps, limit: number): Promise<void> {
  const elapsed = await listElapsed(deps.db, deps.clock.now(), limit)
  if (elapsed.length === 0) return
  const policyIds = [...new Set(elapsed.map(({ policyId }) => policyId))]
  const active = new Map((await listActivePolicies(deps.db, policyIds)).map((policy) => [policy.id, policy]))
  const retired = policyIds.filter((id) => !active.has(id))
  if (retired.length > 0) {
    // The departments of retired policies would come first in every list and leave no room for others.
    await deleteNextChanges(deps.db, retired)
    return recountElapsed(deps, limit)
  }
  for (const { policyId, departmentId } of elapsed) {
    const policy = active.get(policyId)
    if (policy)
      await deps.db.transaction(async (tx) => {
        await lockCounters(tx, policy.id)
        await recountDepartment(deps, tx, policy, departmentId)
      })
  }
}

/** What is counted before counts are shown, in much less time than a response may take; a longer backlog is reported instead. */
const BEFORE_READ: Amount = { departments: 100, members: 5_000 }

/** Recounts stale departments before counts are shown, and returns how many stale rows are left. */
export const refreshBeforeRead = (deps: ReadDeps): Promise<number> => refreshCounters(deps, BEFORE_READ)
