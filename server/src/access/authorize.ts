import type { MemberActor } from '@desk/shared/identity/actor'
import { can, type RequestFacts } from '@desk/shared/requests/permissions'
import type { RequestAction } from '@desk/shared/requests/model/request-flow'
import { holdsRole, type RoleRule } from '@desk/shared/identity/role-rules'
import { ForbiddenError, NotFoundError, RequestNotFoundError } from '../kernel/app-error.ts'

/**
 * Throws unless the actor may perform the action. A request they cannot see is "not found", so that ids cannot be
 * probed.
 */
export function authorize(actor: MemberActor, action: RequestAction, request: RequestFacts): void {
  if (!can(actor, 'request.read', request)) throw new RequestNotFoundError()
  if (!can(actor, action, request)) throw new ForbiddenError(action)
}

/**
 * Throws unless the actor has one of the rule's roles. The route checks the same; this protects calls that come from
 * elsewhere.
 */
export function authorizeRole(actor: MemberActor, rule: RoleRule): void {
  if (!holdsRole(actor, rule)) throw new NotFoundError()
}
