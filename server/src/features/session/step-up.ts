import type { MemberActor } from '@desk/shared/identity/actor'
import { isRoleRule } from '@desk/shared/identity/role-rules'
import type { RouteRule } from '@desk/shared/pages/route-rule'
import { needsStepUp, type RouteKey, routeRules } from '@desk/shared/pages/route-rules'
import type { Context, HonoRequest } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../http/app-env.ts'
import { changesState, isNavigation } from '../../http/classify-request.ts'
import { pathAndQuery, routeKeysOf } from '../../http/route-rules.ts'
import { StepUpRequiredError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import { ROLE_ABSOLUTE_MS, ROLE_IDLE_MS, STEP_UP_MS, TOUCH_EVERY_MS } from './session-limits.ts'
import { touchRoleUse } from './session-queries.ts'
import type { signInRedirect } from './start-sign-in.ts'

type Options = { redirectToSignIn: ReturnType<typeof signInRedirect> }

/** Rules of routes that do not depend on a role; a phone is reported lost from any device. */
const rulesWithoutRole: readonly RouteRule[] = ['anyone', 'platform', 'api_key', 'reporter']
const mayDependOnRole = (key: RouteKey) => !rulesWithoutRole.includes(routeRules[key]) && key !== 'POST /api/sign-out'

const isPage = (req: HonoRequest) => isNavigation(req) && !req.path.startsWith('/api/')

const holdsAnyRole = ({ roles, adminOf, delegators = [] }: MemberActor) =>
  roles.length + adminOf.length + delegators.length > 0

/**
 * Requires re-authentication for routes with a role, after limits shorter than the session's, and a recent sign-in for
 * dangerous actions. Runs after the route rules, so that callers without the role receive 404. The session stays active.
 *
 * When the session is used from another kind of device than the one that signed in, routes of all members show the caller's own
 * data only, and a caller with a role opens no page and changes nothing, since commands read the roles from the database.
 */
export function requireRecentAuth({ db, clock }: Pick<Deps, 'db' | 'clock'>, { redirectToSignIn }: Options) {
  function requireSignIn(c: Context<AppEnv>): Response {
    if (isPage(c.req)) return redirectToSignIn(c, { to: pathAndQuery(c.req.url), forceReauth: true })
    throw new StepUpRequiredError()
  }

  return createMiddleware<AppEnv>(async (c, next) => {
    const keys = routeKeysOf(c)
    const requiresRole = keys.some((key) => isRoleRule(routeRules[key]))
    if (!requiresRole && !keys.some(needsStepUp)) {
      const actor = c.get('actor') as MemberActor | undefined
      if (!c.var.isOtherDevice || !actor || !holdsAnyRole(actor) || !keys.some(mayDependOnRole)) return next()
      if (isPage(c.req) || changesState(c.req)) return requireSignIn(c)
      c.set('actor', { kind: 'member', userid: actor.userid, roles: [], adminOf: [] })
      return next()
    }
    const { confirmedAt, roleUsedAt, sessionHash, isOtherDevice } = c.var
    const now = clock.now()
    const isWithin = (since: Date, ms: number) => now.getTime() - since.getTime() < ms
    // A copied cookie gives access to the member's own data only; roles apply only on the device that signed in.
    const isRecent =
      !isOtherDevice &&
      (!requiresRole || (isWithin(roleUsedAt, ROLE_IDLE_MS) && isWithin(confirmedAt, ROLE_ABSOLUTE_MS))) &&
      (!keys.some(needsStepUp) || isWithin(confirmedAt, STEP_UP_MS))
    if (!isRecent) return requireSignIn(c)
    if (requiresRole && !isWithin(roleUsedAt, TOUCH_EVERY_MS)) await touchRoleUse(db, sessionHash, now)
    return next()
  })
}
