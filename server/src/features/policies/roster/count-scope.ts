import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { COMPANY } from './count-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { pathOfDepartment } from './people-queries.ts'
import type { RosterDeps } from './roster-queries.ts'

/**
 * The department whose people this person may see, or the one he asked for below it. Reviewers see the company; a
 * department admin his own subtrees, the first of them when he names none. What is not his is not there.
 */
export async function authorizeScope(
  { db }: Pick<RosterDeps, 'db'>,
  actor: MemberActor,
  departmentId: number | undefined,
): Promise<number> {
  if (holdsRole(actor, 'reviewer')) return departmentId ?? COMPANY
  const [first] = actor.adminOf
  if (first === undefined) throw new PolicyNotFoundError()
  if (departmentId === undefined) return first
  const path = await pathOfDepartment(db, departmentId)
  if (!actor.adminOf.some((root) => path.includes(root))) throw new PolicyNotFoundError()
  return departmentId
}

/** Looking is not acting: an auditor does the second only where he is an admin, too. */
export const mayAct = (actor: MemberActor): boolean => holdsRole(actor, 'ops') || actor.adminOf.length > 0

/** Who wants to do something there: what an auditor sees by that role is nothing he acts on. */
export const asActing = (actor: MemberActor): MemberActor => (holdsRole(actor, 'ops') ? actor : { ...actor, roles: [] })
