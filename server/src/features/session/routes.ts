import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AppEnv } from '../../http/app-env.ts'
import { isSpeculative } from '../../http/classify-request.ts'
import { clearCaseViewCookie, readCaseViewCookie } from '../../http/case-view-cookie.ts'
import { keyedHash, sha256 } from '../../kernel/hash.ts'
import { rolesOf } from '../../access/actor-queries.ts'
import { stateClaimer } from './claim-state.ts'
import { type CallbackInput, completeSignIn, type SignInOutcome } from './complete-sign-in.ts'
import { closeSession } from './end-own-sessions.ts'
import { safeReturnTo } from './safe-return-to.ts'
import { sessionCookie } from './session-cookies.ts'
import type { SessionDeps, SessionOptions } from './session-deps.ts'
import {
  CALLBACK_PATH,
  isInWecom,
  LOGIN_PATH,
  loginPath,
  PANEL_PATH,
  panelPath,
  redirectUriOf,
  type SignInIntent,
} from './sign-in-url.ts'
import { signInBeginner, createSignInStarter } from './start-sign-in.ts'

const STATE = /^[A-Za-z0-9]{1,128}$/
const BUSY_RETRY_S = '5'

export function sessionRoutes(deps: SessionDeps, options: SessionOptions) {
  const { cookies, states, turns } = options
  const session = sessionCookie(deps.site.publicUrl)
  const startSignIn = createSignInStarter(deps, options)
  const begin = signInBeginner(deps, options)
  const parts = { states, turns, claim: stateClaimer(deps) }
  return new Hono<AppEnv>()
    .get(LOGIN_PATH, (c) => startSignIn(c, wishOf(c)))
    .get(PANEL_PATH, (c) => {
      const wish = wishOf(c)
      if (isInWecom(c.req.header('user-agent') ?? '')) return c.redirect(loginPath(wish), 302)
      const { state, to, url } = begin(c, wish)
      const { corpId, agentId } = deps.site
      const redirectUri = redirectUriOf(deps.site, to)
      return options.renderPanel(c, panelPath(wish), { corpId, agentId, redirectUri, state, plainUrl: url })
    })
    .get(CALLBACK_PATH, async (c) => {
      // Nobody is looking: a code spent here would sign in nobody, or somebody behind his back.
      if (isSpeculative(c.req)) return c.body(null, 403)
      return answer(c, await completeSignIn(deps, await callbackInput(c), parts))
    })
    .post('/api/sign-out', describeRoute({ responses: { 204: { description: 'Signed out' } } }), async (c) => {
      const { publicUrl } = deps.site
      const own = { hash: c.var.sessionHash, userid: c.var.actor.userid }
      await closeSession(deps, own, readCaseViewCookie(c, publicUrl))
      session.clear(c)
      clearCaseViewCookie(c, publicUrl)
      return c.body(null, 204)
    })

  async function callbackInput(c: Context<AppEnv>): Promise<CallbackInput> {
    const secret = cookies.secretOf(c)
    const presented = session.read(c)
    const state = single(c, 'state')
    const hashBy = (key: string | null) => (secret === null || key === null ? null : keyedHash(key, secret))
    return {
      code: single(c, 'code'),
      state: state !== undefined && STATE.test(state) ? state : undefined,
      to: safeReturnTo(single(c, 'to')),
      browser: {
        secret,
        hash: hashBy(options.sessionSecret),
        otherHash: hashBy(options.previousSessionSecret),
        presentedSessionHash: presented === null ? null : sha256(presented),
        userAgent: c.req.header('user-agent') ?? '',
        clientNetwork: c.var.clientNetwork,
      },
      bringer: await cookies.codeOriginOf(c),
      hasLiveSession: (c.get('actor') as unknown) !== undefined,
    }
  }

  async function answer(c: Context<AppEnv>, outcome: SignInOutcome): Promise<Response> {
    switch (outcome.kind) {
      case 'elsewhere':
        return c.redirect(outcome.to, 302)
      case 'signed_in': {
        session.write(c, outcome.token)
        await cookies.renewKnown(c)
        c.set('actor', { kind: 'member', userid: outcome.userid, ...(await rolesOf(deps, outcome.userid)) })
        c.set('sessionHash', sha256(outcome.token))
        // The page itself, not a redirect to it: one round trip less. Its early script takes the code off the address.
        return options.renderPath(c, outcome.returnTo)
      }
      case 'refused': {
        const { reason, retry, userid } = outcome
        const helpCode = helpCodeOf(deps.ids.requestNo())
        if (reason === 'busy') c.header('Retry-After', BUSY_RETRY_S)
        deps.log.info({ reason, helpCode, requestId: c.var.requestId }, 'sign-in refused')
        return options.renderRefusal(c, { reason, helpCode, retryTo: loginPath(retry) }, userid)
      }
    }
  }
}

/** A plain sign-in for whoever is not signed in: there is nobody it could still be. */
const wishOf = (c: Context<AppEnv>): SignInIntent => ({
  to: safeReturnTo(c.req.query('to')),
  forceReauth: c.req.query('fresh') === '1' && (c.get('actor') as unknown) !== undefined,
})

/** `R4M-88`: short enough to be read out, found in the log. */
const helpCodeOf = (requestNo: string) => `${requestNo.slice(0, 3)}-${requestNo.slice(5, 7)}`

/** A parameter given twice is not given: proxies and we might read different ones. */
function single(c: Context<AppEnv>, name: string): string | undefined {
  const values = c.req.queries(name) ?? []
  return values.length === 1 && values[0] !== '' ? values[0] : undefined
}
