import { isRoleRule } from '@desk/shared/identity/role-rules'
import { type RouteKey, routeRules } from '@desk/shared/pages/route-rules'
import type { Kit } from '../kit.ts'
import { policyCompany } from '../fixtures/policy.ts'
import { accountCalls } from './role-calls-accounts.ts'
import { closingCalls } from './role-calls-closings.ts'
import { joinerCalls } from './role-calls-joiners.ts'
import { confirmationCalls } from './role-calls-confirmations.ts'
import { evidenceCalls } from './role-calls-evidence.ts'
import { feedbackCalls } from './role-calls-feedback.ts'
import { policyCalls } from './role-calls-policies.ts'
import { requestCalls } from './role-calls-requests.ts'
import { settingCalls } from './role-calls-settings.ts'
import type { RoleCall, RoleCalls } from './role-call.ts'

/** Commands without a decision, each with the reason. */
const decidesNothing: Partial<Record<RouteKey, string>> = {
  'POST /api/joiners/check': 'checks rows that are not stored',
  'POST /api/joiners/template': 'hands out an empty sheet',
  'POST /api/settings/check/run':
    'reads, stores the result, and sets the tile again, as the daily check does by itself',
  'POST /api/settings/policies/:id/preview': 'compares a text that is not stored',
  'POST /api/settings/confirmations/preview': 'counts people, and stores nothing',
  'POST /api/audit/verify': 'reads; its audit row says who verified',
}

const routes = Object.keys(routeRules) as RouteKey[]

/** Every command with a role rule. */
export const roleCommands = routes.filter(
  (route) => !route.startsWith('GET ') && isRoleRule(routeRules[route]) && !(route in decidesNothing),
)

/** Commands on closings that only one person may run: the heir who is asked to take over, or the leaver. */
const byPerson: readonly RouteKey[] = ['POST /api/closings/:id/answer', 'POST /api/closings/:id/cleaning']

/** Commands under other rules, for which the caller's role decides. */
export const otherRoleCommands: readonly RouteKey[] = [
  'POST /api/requests/:id/decision',
  'POST /api/requests/:id/return',
  'POST /api/requests/:id/transfer',
  'POST /api/requests/:id/settlement',
  'POST /api/lost-device/cases/:id/decision',
  'POST /api/lost-device/cases/:id/identity',
  'POST /api/lost-device/cases/:id/unlock',
  'POST /api/policies/:id/urge',
  'POST /api/transfers',
  'POST /api/partners/:userid/renewal',
  'POST /api/partners/:userid/decision',
  'POST /api/people/:userid/departure',
  ...routes.filter((route) => route.startsWith('POST /api/closings') && !byPerson.includes(route)),
]

export const roleCalls: RoleCalls = {
  ...accountCalls,
  ...closingCalls,
  ...joinerCalls,
  ...confirmationCalls,
  ...settingCalls,
  ...policyCalls,
  ...evidenceCalls,
  ...feedbackCalls,
  ...requestCalls,
}

/** Prepares a company in which the route can be called. Throws for a route without a call. */
export async function createRoleCall(kit: Kit, route: RouteKey): Promise<RoleCall> {
  const createCall = roleCalls[route]
  if (!createCall) throw new Error(`${route} has a role rule and no call here`)
  return createCall(kit, await policyCompany(kit))
}
