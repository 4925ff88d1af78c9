import { createHmac } from 'node:crypto'
import type { Context } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { sha256 } from '../../kernel/hash.ts'
import { safeReturnTo } from './safe-return-to.ts'
import { sessionCookies } from './session-cookies.ts'
import type { SessionDeps, SessionOptions } from './session-deps.ts'
import { STATE_KEPT_MS, STATE_MS, TOUCH_EVERY_MS } from './session-limits.ts'
import { deleteStates, insertState } from './session-queries.ts'
import { signInUrl } from './sign-in-url.ts'

export const browserHash = (sessionSecret: string, browser: string) =>
  createHmac('sha256', sessionSecret).update(browser).digest('hex')

type Deps = Pick<SessionDeps, 'db' | 'clock' | 'ids' | 'site'>
type Options = Pick<SessionOptions, 'sessionSecret' | 'oauthBase' | 'loginBase'>

/**
 * Begins a sign-in and sends the browser to WeCom. All tabs of a browser share one secret and have a state each, so
 * that none of them spoils another.
 */
export function signInStarter(deps: Deps, options: Options) {
  const cookies = sessionCookies(deps.site.publicUrl)
  const sweep = stateSweeper(deps)
  return async (c: Context<AppEnv>, to: string | undefined): Promise<Response> => {
    const now = deps.clock.now()
    await sweep(now)
    const browser = cookies.browser.read(c) ?? deps.ids.token()
    const state = deps.ids.token()
    await insertState(deps.db, {
      stateHash: sha256(state),
      browserHash: browserHash(options.sessionSecret, browser),
      returnTo: safeReturnTo(to),
      createdAt: now,
      expiresAt: new Date(now.getTime() + STATE_MS),
    })
    cookies.browser.write(c, browser)
    return c.redirect(signInUrl(deps.site, options, state, c.req.header('user-agent') ?? ''), 302)
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
