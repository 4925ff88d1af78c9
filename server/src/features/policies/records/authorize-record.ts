import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { listPaths } from '../roster/department-path-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'

/** Returns whether the caller sees reasons, reading times and devices: policy reviewers, but not HR or department admins. */
export const seesFullRecord = (actor: MemberActor): boolean => holdsRole(actor, 'policy_reviewer')

const seesEveryone = (actor: MemberActor): boolean => holdsRole(actor, 'policy_reviewer') || holdsRole(actor, 'hr')

/** Refuses members who see no record but their own receipts. @throws PolicyNotFoundError */
export function requireMaySearch(actor: MemberActor): void {
  if (!seesEveryone(actor) && actor.adminOf.length === 0) throw new PolicyNotFoundError()
}

/** Returns the departments to which the caller's search is limited, with those below; null: no limit. */
export const searchedDepartments = (actor: MemberActor): readonly number[] | null =>
  seesEveryone(actor) ? null : actor.adminOf

/** Returns a function that tells whether the caller sees the records of people of one of these departments. */
export async function seesDepartments(
  { db }: Pick<RosterDeps, 'db'>,
  actor: MemberActor,
  departmentIds: readonly (number | null)[],
): Promise<(departmentId: number | null) => boolean> {
  if (seesEveryone(actor)) return () => true
  const paths = await listPaths(
    db,
    departmentIds.flatMap((id) => (id === null ? [] : [id])),
  )
  return (id) => id !== null && (paths.get(id) ?? [id]).some((above) => actor.adminOf.includes(above))
}
