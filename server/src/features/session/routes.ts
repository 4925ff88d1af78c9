import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AppEnv } from '../../http/app-env.ts'
import { isSpeculative } from '../../http/classify-request.ts'
import { clearCaseViewCookie, readCaseViewCookie } from '../../http/case-view-cookie.ts'
import { keyedHash, sha256 } from '../../kernel/hash.ts'
import { rolesOf } from '../../access/actor-queries.ts'
import { isInWecom } from '../../access/oauth-url.ts'
import { type CallbackInput, completeSignIn, type SignInOutcome, createStateClaimer } from './complete-sign-in.ts'
import { endCurrentSession } from './end-own-sessions.ts'
import { safeReturnTo } from './safe-return-to.ts'
import { sessionCookie } from './session-cookies.ts'
import type { SessionDeps, SessionOptions } from './session-deps.ts'
import {
  CALLBACK_PATH,
  LOGIN_PATH,
  loginPath,
  PANEL_PATH,
  panelPath,
  redirectUriOf,
  type SignInIntent,
} from './sign-in-url.ts'
import { authRequestFactory, signInRedirect } from './start-sign-in.ts'

const STATE = /^[A-Za-z0-9]{1,128}$/
const BUSY_RETRY_S = '5'

export function sessionRoutes(deps: SessionDeps, options: SessionOptions) {
  const { cookies, states, codeLimiter } = options
  const session = sessionCookie(deps.site.publicUrl)
  const redirectToSignIn = signInRedirect(deps, options)
  const createAuthRequest = authRequestFactory(deps, options)
  const parts = { states, codeLimiter, claim: createStateClaimer(deps) }
  return new Hono<AppEnv>()
    .get(LOGIN_PATH, (c) => redirectToSignIn(c, intentOf(c)))
    .get(PANEL_PATH, (c) => {
      const intent = intentOf(c)
      if (isInWecom(c.req.header('user-agent') ?? '')) return c.redirect(loginPath(intent), 302)
      const { state, to, url } = createAuthRequest(c, intent)
      const { corpId, agentId } = deps.site
      const redirectUri = redirectUriOf(deps.site, to)
      return options.renderPanel(c, panelPath(intent), { corpId, agentId, redirectUri, state, plainUrl: url })
    })
    .get(CALLBACK_PATH, async (c) => {
      // A prefetch must not use the code: it would sign in without a user action.
      if (isSpeculative(c.req)) return c.body(null, 403)
      return respond(c, await completeSignIn(deps, await readCallbackInput(c), parts))
    })
    .post(
      '/api/sign-out',
      describeRoute({ summary: 'Sign out', responses: { 204: { description: 'Signed out' } } }),
      async (c) => {
        const { publicUrl } = deps.site
        const own = { hash: c.var.sessionHash, userid: c.var.actor.userid }
        await endCurrentSession(deps, own, readCaseViewCookie(c, publicUrl))
        session.clear(c)
        clearCaseViewCookie(c, publicUrl)
        return c.body(null, 204)
      },
    )

  async function readCallbackInput(c: Context<AppEnv>): Promise<CallbackInput> {
    const secret = cookies.secretOf(c)
    const presented = session.read(c)
    const state = readSingleParameter(c, 'state')
    return {
      code: readSingleParameter(c, 'code'),
      state: state !== undefined && STATE.test(state) ? state : undefined,
      to: safeReturnTo(readSingleParameter(c, 'to')),
      browser: {
        secret,
        hash: secret === null ? null : keyedHash(options.sessionSecret, secret),
        presentedSessionHash: presented === null ? null : sha256(presented),
        userAgent: c.req.header('user-agent') ?? '',
        clientNetwork: c.var.clientNetwork,
      },
      codeOrigin: await cookies.codeOriginOf(c),
      hasActiveSession: (c.get('actor') as unknown) !== undefined,
    }
  }

  async function respond(c: Context<AppEnv>, outcome: SignInOutcome): Promise<Response> {
    switch (outcome.kind) {
      case 'elsewhere':
        return c.redirect(outcome.to, 302)
      case 'signed_in': {
        session.write(c, outcome.token)
        await cookies.renewKnown(c)
        c.set('actor', { kind: 'member', userid: outcome.userid, ...(await rolesOf(deps, outcome.userid)) })
        c.set('sessionHash', sha256(outcome.token))
        // Renders the page instead of a redirect, which saves a round trip. Its early script removes the code from the URL.
        return options.renderPath(c, outcome.returnTo)
      }
      case 'refused': {
        const { reason, retry, userid } = outcome
        const helpCode = helpCodeOf(deps.ids.readableCode())
        if (reason === 'busy') c.header('Retry-After', BUSY_RETRY_S)
        deps.log.info({ reason, helpCode, requestId: c.var.requestId }, 'sign-in refused')
        return options.renderRefusal(c, { reason, helpCode, retryTo: loginPath(retry) }, userid)
      }
    }
  }
}

/** Returns the requested sign-in. Re-authentication applies only to a caller with an active session. */
const intentOf = (c: Context<AppEnv>): SignInIntent => ({
  to: safeReturnTo(c.req.query('to')),
  forceReauth: c.req.query('fresh') === '1' && (c.get('actor') as unknown) !== undefined,
})

/** Returns a code such as `R4M-88`, short enough to read out, by which ops find the refusal in the log. */
const helpCodeOf = (code: string) => `${code.slice(0, 3)}-${code.slice(5, 7)}`

/** Returns a query parameter that is present exactly once: a proxy could read another one of two. */
function readSingleParameter(c: Context<AppEnv>, name: string): string | undefined {
  const values = c.req.queries(name) ?? []
  return values.length === 1 && values[0] !== '' ? values[0] : undefined
}
