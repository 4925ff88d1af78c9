import { isRoleRule } from '@desk/shared/identity/role-rules'
import { needsStepUp, routeRules } from '@desk/shared/identity/route-rules'
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../http/app-env.ts'
import { isNavigation } from '../../http/classify-request.ts'
import { pathAndQuery, routeKeysOf } from '../../http/route-rules.ts'
import { StepUpRequiredError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import { ROLE_ABSOLUTE_MS, ROLE_IDLE_MS, STEP_UP_MS, TOUCH_EVERY_MS } from './session-limits.ts'
import { touchRoleUse } from './session-queries.ts'
import type { createSignInStarter } from './start-sign-in.ts'

type Options = { startSignIn: ReturnType<typeof createSignInStarter> }

/**
 * Routes that ask for a role have shorter limits than the session, and dangerous acts want WeCom's word to be fresh.
 * Runs after the rules: who lacks the role is told that there is no such thing. The session itself lives on.
 */
export const requireRecentAuth = ({ db, clock }: Pick<Deps, 'db' | 'clock'>, { startSignIn }: Options) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const keys = routeKeysOf(c)
    const asksRole = keys.some((key) => isRoleRule(routeRules[key]))
    if (!asksRole && !keys.some(needsStepUp)) return next()
    const { confirmedAt, roleUsedAt, sessionHash, isElsewhere } = c.var
    const now = clock.now()
    const isWithin = (since: Date, ms: number) => now.getTime() - since.getTime() < ms
    // What a copied cookie opens is the member's own; a role is only for the device that signed in.
    const forceReauth =
      !isElsewhere &&
      (!asksRole || (isWithin(roleUsedAt, ROLE_IDLE_MS) && isWithin(confirmedAt, ROLE_ABSOLUTE_MS))) &&
      (!keys.some(needsStepUp) || isWithin(confirmedAt, STEP_UP_MS))
    if (!forceReauth) {
      if (isNavigation(c.req) && !c.req.path.startsWith('/api/'))
        return startSignIn(c, { to: pathAndQuery(c.req.url), forceReauth: true })
      throw new StepUpRequiredError()
    }
    if (asksRole && !isWithin(roleUsedAt, TOUCH_EVERY_MS)) await touchRoleUse(db, sessionHash, now)
    return next()
  })
