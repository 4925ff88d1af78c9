import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { NotFoundError } from '../../../kernel/app-error.ts'

/**
 * Returns the departments whose members the actor may see: null, all of them, for HR and the management department; else
 * those that they administer.
 *
 * @throws NotFoundError for anybody else
 */
export function peopleScope(actor: MemberActor): readonly number[] | null {
  if (holdsRole(actor, 'hr')) return null
  if (actor.adminOf.length === 0) throw new NotFoundError()
  return actor.adminOf
}
