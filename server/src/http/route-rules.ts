import { holdsRole, isRoleRule } from '@desk/shared/identity/role-rules'
import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { RouteRule } from '@desk/shared/pages/route-rule'
import { type RouteKey, routeRules } from '@desk/shared/pages/route-rules'
import type { Context, Hono, Schema } from 'hono'
import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import type { RouterRoute } from 'hono/types'
import { AuthRequiredError, NotFoundError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'
import { isNavigation } from './classify-request.ts'
import { readCaseViewCookie } from './case-view-cookie.ts'
import { readRoomCookie } from './room-cookie.ts'

type Options = {
  publicUrl: string
  redirectToSignIn: (c: Context<AppEnv>, intent: { to: string; forceReauth: boolean }) => Response | Promise<Response>
}

/**
 * Enforces the table in `shared` before any handler runs. A route without a rule does not exist. This checks only the
 * session and the role; whether the member may access the object in the path is checked by the use case.
 */
export const enforceRouteRules = ({ publicUrl, redirectToSignIn }: Options) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const keys = matchedKeys(c)
    const rules = keys.flatMap((key) => ruleOf(key) ?? [])
    if (rules.length === 0 || rules.length < keys.length) throw new NotFoundError()
    if (rules.every(isOpen)) return next()
    const isReport = rules.every((rule) => rule === 'reporter')
    if (isSignedIn(c)) {
      // The report of a lost phone names its subject, a sign-out ends whatever session this browser has, and a page that a
      // token opens is for whoever holds the token.
      if (!isReport && !keys.includes(SIGN_OUT) && !rules.every(isForTokenHolder) && isFromOtherMembersPage(c))
        throw new AuthRequiredError()
      // Not "forbidden": a member without the role does not even learn that the page exists.
      if (rules.some((rule) => isRoleRule(rule) && !holdsRole(c.var.actor, rule))) throw new NotFoundError()
      return next()
    }
    if (isReport && c.get('presentedHash') !== undefined) return next()
    if (rules.every((rule) => rule === 'case_view') && readCaseViewCookie(c, publicUrl) !== null) return next()
    if (rules.every((rule) => rule === 'room') && readRoomCookie(c, publicUrl) !== null) return next()
    if (isPage(c) && isNavigation(c.req))
      return redirectToSignIn(c, { to: pathAndQuery(c.req.url), forceReauth: false })
    throw new AuthRequiredError()
  })

const SIGN_OUT = 'POST /api/sign-out' satisfies RouteKey

/** Rules that are checked in their handlers, by signature or key, or require nothing. */
const isOpen = (rule: RouteRule) => rule === 'anyone' || rule === 'platform' || rule === 'api_key'
const isForTokenHolder = (rule: RouteRule) => rule === 'case_view' || rule === 'room'
const isSignedIn = (c: Context<AppEnv>) => (c.get('actor') as unknown) !== undefined
/** Returns whether a call comes from a page that was rendered for a member who was signed in on this browser before. */
function isFromOtherMembersPage(c: Context<AppEnv>): boolean {
  const shownTo = c.req.header('x-desk-member')
  return shownTo !== undefined && !sameUserid(shownTo, encodeURIComponent(c.var.actor.userid))
}
const isPage = (c: Context<AppEnv>) => !c.req.path.startsWith('/api/')

/** Returns the path of an absolute URL with its query. */
export function pathAndQuery(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}

const ruleOf = (key: string): RouteRule | null => (Object.hasOwn(routeRules, key) ? routeRules[key as RouteKey] : null)

/** Lists the routes in the table that match this request. */
export const routeKeysOf = (c: Context<AppEnv>): RouteKey[] =>
  matchedKeys(c).filter((key): key is RouteKey => ruleOf(key) !== null)

/** Lists the keys of the routes that match this request, which are the same in every middleware. */
function matchedKeys(c: Context<AppEnv>): readonly string[] {
  const cached = c.get('routeKeys')
  if (cached) return cached
  const keys = keysOf(matchedRoutes(c))
  c.set('routeKeys', keys)
  return keys
}

/** Lists the keys of routes, such as `GET /api/me`, each once. Middleware is registered for all methods and is omitted. */
function keysOf(routes: readonly RouterRoute[]): string[] {
  return [...new Set(routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`))]
}

/** Lists where the application and the table differ; both lists are empty when they agree. */
export function routeDifferences<S extends Schema>(app: Pick<Hono<AppEnv, S>, 'routes'>) {
  const mounted = keysOf(app.routes)
  return {
    withoutRule: mounted.filter((key) => ruleOf(key) === null),
    withoutRoute: Object.keys(routeRules).filter((key) => !mounted.includes(key)),
  }
}
