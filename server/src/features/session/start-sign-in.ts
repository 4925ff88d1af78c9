import type { MemberActor } from '@desk/shared/identity/actor'
import type { Context } from 'hono'
import { isInWecom } from '../../access/oauth-url.ts'
import type { AppEnv } from '../../http/app-env.ts'
import { safeReturnTo } from './safe-return-to.ts'
import type { SessionDeps, SessionOptions } from './session-deps.ts'
import { panelPath, signInUrl, type SignInIntent } from './sign-in-url.ts'

type SiteDeps = Pick<SessionDeps, 'site'>
type Options = Pick<SessionOptions, 'cookies' | 'states' | 'oauthBase' | 'loginBase' | 'hasLoginPanel'>

const userAgentOf = (c: Context<AppEnv>) => c.req.header('user-agent') ?? ''

/**
 * Returns a function that creates an OAuth request: its state and WeCom's URL. All tabs of a browser share one secret but
 * each has its own state, so that they do not interfere. Nothing is stored, so that requests need no limit.
 */
export function authRequestFactory({ site }: SiteDeps, { cookies, states, ...bases }: Omit<Options, 'hasLoginPanel'>) {
  return (c: Context<AppEnv>, intent: SignInIntent): { state: string; to: string; url: string } => {
    const actor = c.get('actor') as MemberActor | undefined
    const state = states.issue(cookies.renewSecret(c), intent.forceReauth ? (actor?.userid ?? null) : null)
    const to = safeReturnTo(intent.to)
    return { state, to, url: signInUrl(site, bases, { state, to, userAgent: userAgentOf(c) }) }
  }
}

/** Returns a function that redirects to WeCom's sign-in, or to the page with the login panel on a desktop browser. */
export function signInRedirect(deps: SiteDeps, options: Options) {
  const createAuthRequest = authRequestFactory(deps, options)
  return (c: Context<AppEnv>, intent: SignInIntent): Response => {
    if (options.hasLoginPanel && !isInWecom(userAgentOf(c))) return c.redirect(panelPath(intent), 302)
    return c.redirect(createAuthRequest(c, intent).url, 302)
  }
}
