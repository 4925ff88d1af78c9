import { pagePaths } from '@desk/shared/pages/page-paths'
import type { RefusalView, SecondFactorView } from '@desk/shared/pages/page-schemas'
import type { LoadedPage } from '@desk/shared/pages/page-table'
import { type Context, Hono } from 'hono'
import type { AppEnv } from '../../../http/app-env.ts'
import type { BrowserCookies } from '../../../http/browser-cookies.ts'
import type { AccessGateCookie } from '../../../http/access-gate-cookie.ts'
import { isSpeculative } from '../../../http/classify-request.ts'
import type { OauthCodeLimiter } from '../../../access/oauth-code-limiter.ts'
import type { SignInStates } from '../../../access/sign-in-states.ts'
import { readCaseViewCookie } from '../../../http/case-view-cookie.ts'
import {
  answerSecondFactor,
  type AccessGateDeps,
  passUnidentified,
  resumeSecondFactor,
  type SecondFactor,
} from './second-factor.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { loadHelpPhones } from '../cases/admin-phones.ts'
import { findOwnReportedCase } from '../cases/case-view-token-queries.ts'

const PATH = '/auth/second-factor'

type PageDeps = AccessGateDeps &
  ReadDeps & {
    gate: AccessGateCookie
    cookies: BrowserCookies
    states: SignInStates
    codeLimiter: OauthCodeLimiter
    /** Renders a page for a visitor who is not signed in. */
    renderResponse(c: Context<AppEnv>, shown: { path: string; me: null; page: LoadedPage }): Promise<Response>
  }

export const secondFactorRoutes = (deps: PageDeps) =>
  new Hono<AppEnv>()
    .get(PATH, (c) => renderSecondFactor(deps, c))
    .get(pagePaths.secondFactorNext, (c) => renderSecondFactorNext(deps, c))

/**
 * Returns what a refused sign-in shows instead: the person's own case, or the result of the access gate. Null: show the
 * refusal.
 */
export async function renderSignInRefusal(
  deps: PageDeps,
  c: Context<AppEnv>,
  refusal: RefusalView,
): Promise<Response | null> {
  if (refusal.reason === 'wecom_unavailable') return admitUnidentified(deps, c)
  const caseId = isLockedOut(refusal) ? await ownCaseOf(deps, c) : null
  return caseId === null ? null : c.redirect(pagePaths.lostCase(caseId), 302)
}

/** Adds whom to call to the refusal of a locked or disabled account, when WeCom identified the person. */
export const withHelp = async (deps: ReadDeps, refusal: RefusalView, userid?: string): Promise<RefusalView> =>
  isLockedOut(refusal) && userid !== undefined ? { ...refusal, help: await loadHelpPhones(deps, userid) } : refusal

const isLockedOut = ({ reason }: RefusalView) => reason === 'locked' || reason === 'disabled'

/** Returns the case in which the person reported their own phone from this browser, now that they cannot sign in. */
async function ownCaseOf(deps: PageDeps, c: Context<AppEnv>): Promise<string | null> {
  const token = readCaseViewCookie(c, deps.site.publicUrl)
  return token === null ? null : findOwnReportedCase(deps.db, token, deps.clock.now())
}

/**
 * Handles WeCom's call before it admits a client; the code identifies the person and is never displayed. WeCom starts
 * this itself, without a state of this app: the browser is redirected here with one. WeCom is queried only when the
 * browser returns with the state and the cookie that it is bound to, which a page of another site cannot do.
 */
async function renderSecondFactor(deps: PageDeps, c: Context<AppEnv>): Promise<Response> {
  // A prefetch must not use up the code.
  if (isSpeculative(c.req)) return c.body(null, 403)
  const { code = '', seen } = c.req.query()
  if (seen === undefined) {
    const query = new URLSearchParams({ code, seen: deps.states.issue(deps.cookies.renewSecret(c), null) })
    return c.redirect(`${PATH}?${query.toString()}`, 302)
  }
  if (deps.states.read(seen, deps.cookies.secretOf(c)).kind !== 'valid') return render(deps, c, { outcome: 'stale' })
  const codeOrigin = await deps.cookies.codeOriginOf(c)
  const answer = await deps.codeLimiter(codeOrigin, () => answerSecondFactor(deps, code), isRefusedByWecom)
  return answer === null ? render(deps, c, { outcome: 'busy' }) : show(deps, c, answer)
}

/**
 * Continues after a policy was signed: the next policy, or admission. When signing took longer than WeCom waits, the
 * person starts again in WeCom.
 */
async function renderSecondFactorNext(deps: PageDeps, c: Context<AppEnv>): Promise<Response> {
  if (isSpeculative(c.req)) return c.body(null, 403)
  const pending = await deps.gate.read(c)
  if (!pending) return render(deps, c, { outcome: 'again' })
  // WeCom identified them, so they count as known and have a rate limit of their own.
  const codeOrigin = { net: c.var.clientNetwork, browser: pending.userid, isKnown: true }
  const answer = await deps.codeLimiter(codeOrigin, () => resumeSecondFactor(deps, pending), isRefusedByWecom)
  if (answer === null) return render(deps, c, { outcome: 'busy' })
  if (answer.outcome !== 'stale') return show(deps, c, answer)
  deps.gate.clear(c)
  return render(deps, c, { outcome: 'again' })
}

/** Returns whether the call counts at WeCom as one that failed. */
const isRefusedByWecom = ({ outcome }: SecondFactor): boolean => outcome === 'stale' || outcome === 'wecom_refused'

/**
 * Admits a person who was sent to sign but whom WeCom does not identify at sign-in, so that they cannot sign, unless
 * their account is locked. Null: no person waits in this browser, or WeCom fails again. Called only where WeCom failed:
 * a failure that a member can cause must not admit anyone.
 */
async function admitUnidentified(deps: PageDeps, c: Context<AppEnv>): Promise<Response | null> {
  const pending = await deps.gate.read(c)
  if (!pending) return null
  try {
    const answer = await passUnidentified(deps, pending)
    return answer.outcome === 'passed' || answer.outcome === 'refused' ? await show(deps, c, answer) : null
  } catch (error) {
    deps.log.error(
      { err: error, requestId: c.var.requestId },
      'the access gate could not admit a person whom WeCom did not identify',
    )
    return null
  }
}

async function show(deps: PageDeps, c: Context<AppEnv>, answer: SecondFactor): Promise<Response> {
  if (answer.outcome === 'sign') {
    await deps.gate.write(c, answer.pending)
    return c.redirect(`${pagePaths.policy(answer.policyId)}?gate=1`, 302)
  }
  const mayContinue = answer.outcome === 'unavailable' || answer.outcome === 'wecom_refused'
  if (!mayContinue && (await deps.gate.read(c))) deps.gate.clear(c)
  return render(deps, c, answer)
}

const render = (deps: PageDeps, c: Context<AppEnv>, data: SecondFactorView): Promise<Response> =>
  deps.renderResponse(c, { path: PATH, me: null, page: { name: 'second-factor', data } })
