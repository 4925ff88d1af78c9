import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { NotFoundError } from '../../../kernel/app-error.ts'

/**
 * Returns whose data the actor may see: null, everybody's, for HR and the management department; else that of the departments
 * they administer.
 *
 * @throws NotFoundError for anybody else
 */
export function peopleScope(actor: MemberActor): readonly number[] | null {
  if (holdsRole(actor, 'hr')) return null
  if (actor.adminOf.length === 0) throw new NotFoundError()
  return actor.adminOf
}
