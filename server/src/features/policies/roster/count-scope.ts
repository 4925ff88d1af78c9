import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { WHOLE_COMPANY } from './count-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { pathOfDepartment } from './department-path-queries.ts'
import type { RosterDeps } from './roster-queries.ts'

/**
 * Returns the department whose people the caller sees: the requested one, else the company for reviewers and the first own
 * department for department admins, who may request any department in their subtrees.
 * @throws PolicyNotFoundError for other departments and callers.
 */
export async function authorizeScope(
  { db }: Pick<RosterDeps, 'db'>,
  actor: MemberActor,
  department: number | string | undefined,
): Promise<number> {
  const departmentId = department === undefined ? undefined : Number(department)
  if (holdsRole(actor, 'policy_reviewer')) return departmentId ?? WHOLE_COMPANY
  const [first] = actor.adminOf
  if (first === undefined) throw new PolicyNotFoundError()
  if (departmentId === undefined) return first
  const path = await pathOfDepartment(db, departmentId)
  if (!actor.adminOf.some((root) => path.includes(root))) throw new PolicyNotFoundError()
  return departmentId
}

/** Returns whether the actor may send reminders. The auditor role alone only grants reading. */
export const mayAct = (actor: MemberActor): boolean => holdsRole(actor, 'compliance') || actor.adminOf.length > 0

/**
 * Returns whether the actor may send reminders to the people of the department with this path; an empty path is the company. An
 * auditor who administers a department sees others, but does not remind them.
 */
export const mayActIn = (actor: MemberActor, path: readonly number[]): boolean =>
  holdsRole(actor, 'compliance') || actor.adminOf.some((id) => path.includes(id))

/** Returns the actor without roles that only grant reading, to authorize actions. */
export const withActingRoles = (actor: MemberActor): MemberActor =>
  holdsRole(actor, 'compliance') ? actor : { ...actor, roles: [] }
