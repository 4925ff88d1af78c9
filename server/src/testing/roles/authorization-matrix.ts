import type { MemberActor } from '@desk/shared/identity/actor'
import { can, isSelfApproval, type RequestFacts } from '@desk/shared/requests/permissions'
import {
  commandsFor,
  type RequestAction,
  type RequestCommand,
  type RequestState,
} from '@desk/shared/requests/model/request-flow'
import { holdsRole, isRoleRule } from '@desk/shared/identity/role-rules'
import type { RouteRule } from '@desk/shared/pages/route-rule'
import { type RouteKey, routeRules } from '@desk/shared/pages/route-rules'
import { requestTypes } from '@desk/shared/requests/types/index'

export type Persona = { name: string; actor: MemberActor | null }

/**
 * Outcome of a call. `admitted`: by every permission rule; the handler's own checks are not considered. `failed`: by an
 * error of the server, which is never expected.
 */
export type Outcome = 'sign_in' | 'refused' | 'not_found' | 'forbidden' | 'conflict' | 'admitted' | 'failed'

/** Routes that answer a person who would decide about themselves with the self-approval code. */
const selfApprovalRoutes: readonly RouteKey[] = [
  'POST /api/requests/:id/decision',
  'POST /api/requests/:id/return',
  'POST /api/requests/:id/transfer',
]

/** Returns the outcome that the rule tables require, without calling a handler. */
export function expectedOutcome(
  route: RouteKey,
  persona: Persona,
  request: { facts: RequestFacts; state: RequestState },
): Outcome {
  const rule = routeRules[route] as RouteRule
  if (rule === 'anyone') return 'admitted'
  if (rule === 'platform') return 'refused'
  if (rule === 'api_key') return 'sign_in'
  if (persona.actor === null) return 'sign_in'
  if (isRoleRule(rule)) return holdsRole(persona.actor, rule) ? 'admitted' : 'not_found'
  if (rule === 'room') return holdsRole(persona.actor, 'policy_reviewer') ? 'admitted' : 'not_found'
  if (rule === 'case_view' || rule === 'reporter') return 'admitted'
  if (rule !== 'member' && selfApprovalRoutes.includes(route) && isSelfApproval(persona.actor, request.facts))
    return 'conflict'
  return rule === 'member' ? 'admitted' : expectedOutcomeOfAction(rule, persona.actor, request)
}

function expectedOutcomeOfAction(
  rule: RequestAction,
  actor: MemberActor,
  { facts, state }: { facts: RequestFacts; state: RequestState },
): Outcome {
  if (!can(actor, 'request.read', facts)) return 'not_found'
  if (!can(actor, rule, facts)) return 'forbidden'
  const command = rule.replace('request.', '')
  if (command === 'read') return 'admitted'
  if (command === 'return' && !requestTypes[facts.kind].isReturnable) return 'conflict'
  return commandsFor(state).includes(command as RequestCommand) ? 'admitted' : 'conflict'
}

/** Returns the outcome of a response. */
export function actualOutcome(route: RouteKey, response: Response): Outcome {
  const { status } = response
  if (status >= 500) return 'failed'
  if (status === 401) return 'sign_in'
  if (status === 302 && (response.headers.get('location') ?? '').includes('oauth')) return 'sign_in'
  if (status === 404) return 'not_found'
  if (status === 403) return routeRules[route] === 'platform' ? 'refused' : 'forbidden'
  return status === 409 ? 'conflict' : 'admitted'
}
