import { actorAndUnlimitedDelegators, type MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Database } from '../../../db/database.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { WHOLE_COMPANY } from '../../policies/roster/count-queries.ts'
import { pathOfDepartment } from '../../policies/roster/department-path-queries.ts'

/** Returns whether the actor sees the whole company, as HR, the management department and auditors do. */
export const seesCompany = (actor: MemberActor): boolean => holdsRole(actor, 'hr') || holdsRole(actor, 'auditor')

/** Returns the departments whose subtrees the reader administers, also in place of somebody who is absent. */
export const administeredBy = (actor: MemberActor): readonly number[] => [
  ...new Set(actorAndUnlimitedDelegators(actor).flatMap(({ adminOf }) => adminOf)),
]

/**
 * Returns the department whose people the caller sees: the requested one, else the company or their first department.
 * @throws NotFoundError for other departments and callers
 */
export async function requireScope(db: Database, actor: MemberActor, department: string | undefined): Promise<number> {
  const requested = department === undefined ? undefined : Number(department)
  if (seesCompany(actor)) return requested ?? WHOLE_COMPANY
  const own = administeredBy(actor)
  const [first] = own
  if (first === undefined) throw new NotFoundError()
  if (requested === undefined) return first
  const path = await pathOfDepartment(db, requested)
  if (!own.some((root) => path.includes(root))) throw new NotFoundError()
  return requested
}

/** Returns whether the actor is responsible for people of this department: HR, and its admins. Auditors only read. */
export async function isResponsibleFor(db: Database, actor: MemberActor, departmentId: number): Promise<boolean> {
  if (holdsRole(actor, 'hr')) return true
  const own = administeredBy(actor)
  if (own.length === 0) return false
  const path = await pathOfDepartment(db, departmentId)
  return own.some((root) => path.includes(root))
}

/** Returns whether the person is the actor, who may not confirm in person for themselves. */
export const isSelf = (actor: MemberActor, userid: string): boolean => sameUserid(actor.userid, userid)
