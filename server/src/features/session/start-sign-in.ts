import type { MemberActor } from '@desk/shared/identity/actor'
import type { Context } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { keyedHash, sha256 } from '../../kernel/hash.ts'
import { safeReturnTo } from './safe-return-to.ts'
import { sessionCookies } from './session-cookies.ts'
import type { SessionDeps, SessionOptions } from './session-deps.ts'
import { STATE_KEPT_MS, STATE_MS, TOUCH_EVERY_MS } from './session-limits.ts'
import { deleteStates, insertState } from './session-queries.ts'
import { isInWecom, panelPath, signInUrl, type SignInWish } from './sign-in-url.ts'

type Deps = Pick<SessionDeps, 'db' | 'clock' | 'ids' | 'site'>
type Options = Pick<SessionOptions, 'sessionSecret' | 'oauthBase' | 'loginBase' | 'hasLoginPanel'>

const userAgentOf = (c: Context<AppEnv>) => c.req.header('user-agent') ?? ''

/**
 * Begins a sign-in: a state of its own, and where WeCom takes it from there. All tabs of a browser share one secret and
 * have a state each, so that none of them spoils another.
 */
export function signInBeginner(deps: Deps, options: Pick<Options, 'sessionSecret' | 'oauthBase' | 'loginBase'>) {
  const cookies = sessionCookies(deps.site.publicUrl)
  const sweep = stateSweeper(deps)
  return async (c: Context<AppEnv>, { to, isFresh }: SignInWish): Promise<{ state: string; url: string }> => {
    const now = deps.clock.now()
    await sweep(now)
    const browser = cookies.browser.read(c) ?? deps.ids.token()
    const state = deps.ids.token()
    const actor = c.get('actor') as MemberActor | undefined
    await insertState(deps.db, {
      stateHash: sha256(state),
      browserHash: keyedHash(options.sessionSecret, browser),
      returnTo: safeReturnTo(to),
      expectedUserid: isFresh ? (actor?.userid ?? null) : null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + STATE_MS),
    })
    cookies.browser.write(c, browser)
    return { state, url: signInUrl(deps.site, options, state, userAgentOf(c)) }
  }
}

/** Sends the browser to WeCom, or to the page with WeCom's panel where it is better off. */
export function signInStarter(deps: Deps, options: Options) {
  const begin = signInBeginner(deps, options)
  return async (c: Context<AppEnv>, wish: SignInWish): Promise<Response> => {
    if (options.hasLoginPanel && !isInWecom(userAgentOf(c))) return c.redirect(panelPath(wish), 302)
    return c.redirect((await begin(c, wish)).url, 302)
  }
}

/** Forgets old states, at most once a minute per process. */
function stateSweeper({ db }: Pick<Deps, 'db'>) {
  let sweptAt = 0
  return async (now: Date) => {
    if (now.getTime() - sweptAt < TOUCH_EVERY_MS) return
    sweptAt = now.getTime()
    await deleteStates(db, new Date(sweptAt - STATE_KEPT_MS))
  }
}
