import type { MemberActor } from '@desk/shared/identity/actor'
import type { Context } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { safeReturnTo } from './safe-return-to.ts'
import type { SessionDeps, SessionOptions } from './session-deps.ts'
import { isInWecom, panelPath, signInUrl, type SignInIntent } from './sign-in-url.ts'

type SiteDeps = Pick<SessionDeps, 'site'>
type Options = Pick<SessionOptions, 'cookies' | 'states' | 'oauthBase' | 'loginBase' | 'hasLoginPanel'>

const userAgentOf = (c: Context<AppEnv>) => c.req.header('user-agent') ?? ''

/**
 * Begins a sign-in: a state of its own, and where WeCom takes it from there. All tabs of a browser share one secret and
 * have a state each, so that none of them spoils another. Nothing is written down: anybody may begin as often as they like.
 */
export function signInBeginner({ site }: SiteDeps, { cookies, states, ...bases }: Omit<Options, 'hasLoginPanel'>) {
  return (c: Context<AppEnv>, wish: SignInIntent): { state: string; to: string; url: string } => {
    const actor = c.get('actor') as MemberActor | undefined
    const state = states.issue(cookies.renewSecret(c), wish.forceReauth ? (actor?.userid ?? null) : null)
    const to = safeReturnTo(wish.to)
    return { state, to, url: signInUrl(site, bases, { state, to, userAgent: userAgentOf(c) }) }
  }
}

/** Sends the browser to WeCom, or to the page with WeCom's panel where it is better off. */
export function createSignInStarter(deps: SiteDeps, options: Options) {
  const begin = signInBeginner(deps, options)
  return (c: Context<AppEnv>, wish: SignInIntent): Response => {
    if (options.hasLoginPanel && !isInWecom(userAgentOf(c))) return c.redirect(panelPath(wish), 302)
    return c.redirect(begin(c, wish).url, 302)
  }
}
