import type { HandoverKind } from '@desk/shared/accounts/close/closing-flow'
import type { Database, Tx } from '../../../db/database.ts'
import { departmentPath } from '../../requests/approvers/people-queries.ts'
import type { ClosingStepDeps } from '../close/closing-deps.ts'
import { endRoles } from '../close/end-rights.ts'
import { countApprovals, type Held, listToHandOver, listLedDepartments, listLiveGrants } from '../close/held-queries.ts'

const WORKER = 'system:accounts.transfer'

/** The departments from and to which a person moves, as root-to-leaf paths. */
export type Move = { from: readonly number[]; to: readonly number[] }

/**
 * Returns whether something that a person holds in the department of `path` ends with the move: that department is the old
 * one, or above or below it, and is neither the new one nor above or below it.
 */
function endsWithMove({ from, to }: Move, path: readonly number[]): boolean {
  const isRelated = (other: readonly number[]) => {
    const [leaf, own] = [other.at(-1), path.at(-1)]
    return leaf !== undefined && own !== undefined && (path.includes(leaf) || other.includes(own))
  }
  return isRelated(from) && !isRelated(to)
}

async function listEndingGrants(db: Database, userid: string, move: Move) {
  const ending = []
  for (const grant of await listLiveGrants(db, userid))
    if (grant.departmentId !== null && endsWithMove(move, await departmentPath(db, grant.departmentId)))
      ending.push(grant)
  return ending
}

/** Finds what a person holds that ends when they move. */
export async function findEnding(tx: Tx, userid: string, move: Move): Promise<Held[]> {
  const grants = await listEndingGrants(tx, userid, move)
  const counts: readonly (readonly [HandoverKind, number])[] = [
    ['role', grants.length],
    ['approvals', grants.length === 0 ? 0 : await countApprovals(tx, userid)],
  ]
  return [
    ...(await listToHandOver(tx, userid, (path) => endsWithMove(move, path))),
    // The transfer replaces the membership of the old department in WeCom, and with it the flag of its leader.
    ...(await listLedDepartments(tx, userid, move.from.at(-1) ?? null)),
    ...counts.flatMap(([kind, count]) => (count > 0 ? [{ kind, objectId: '', title: '', count }] : [])),
  ]
}

/** Ends the grants of the old department. Requests that wait for the person there are rerouted. Returns how many grants ended. */
export async function endGrantsOfMove(deps: ClosingStepDeps, tx: Tx, userid: string, move: Move): Promise<number> {
  const grants = await listEndingGrants(tx, userid, move)
  await endRoles(deps, tx, userid, { grants, by: WORKER })
  return grants.length
}
