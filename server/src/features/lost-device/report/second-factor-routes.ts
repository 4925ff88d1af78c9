import { pagePaths } from '@desk/shared/pages/page-paths'
import type { RefusalView, SecondFactorView } from '@desk/shared/pages/page-schemas'
import type { BootPage } from '@desk/shared/pages/page-table'
import { type Context, Hono } from 'hono'
import type { AppEnv } from '../../../http/app-env.ts'
import type { BrowserCookies } from '../../../http/browser-cookies.ts'
import type { AccessGateCookie } from '../../../http/access-gate-cookie.ts'
import { isSpeculative } from '../../../http/navigation.ts'
import type { CodeTurns } from '../../../access/oauth-code-limiter.ts'
import type { SignInStates } from '../../../access/sign-in-states.ts'
import { readCaseViewCookie } from '../../../http/case-view-cookie.ts'
import {
  answerSecondFactor,
  type GateDeps,
  passUnidentified,
  resumeSecondFactor,
  type SecondFactor,
} from './second-factor.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { helpFor } from '../cases/admin-phones.ts'
import { findOwnReportedCase } from '../cases/case-view-token-queries.ts'

const PATH = '/auth/second-factor'

type PageDeps = GateDeps &
  ReadDeps & {
    gate: AccessGateCookie
    cookies: BrowserCookies
    states: SignInStates
    turns: CodeTurns
    /** Draws a page for somebody who is not signed in. */
    renderResponse(c: Context<AppEnv>, shown: { path: string; me: null; page: BootPage }): Promise<Response>
  }

export const secondFactorRoutes = (deps: PageDeps) =>
  new Hono<AppEnv>()
    .get(PATH, (c) => renderSecondFactor(deps, c))
    .get(pagePaths.secondFactorNext, (c) => renderSecondFactorNext(deps, c))

/** What whoever is refused at the sign-in is shown instead: their own case, or the way in. Null: the refusal. */
export async function insteadOfRefusal(
  deps: PageDeps,
  c: Context<AppEnv>,
  refusal: RefusalView,
): Promise<Response | null> {
  if (refusal.reason === 'wecom_unavailable') return openGate(deps, c)
  const ownCase = isShut(refusal) ? await ownCaseOf(deps, c) : null
  return ownCase === null ? null : c.redirect(pagePaths.lostCase(ownCase), 302)
}

/** Whoever is shut out reads whom to call, as far as WeCom named them. */
export const withHelp = async (deps: ReadDeps, refusal: RefusalView, userid?: string): Promise<RefusalView> =>
  isShut(refusal) && userid !== undefined ? { ...refusal, help: await helpFor(deps, userid) } : refusal

const isShut = ({ reason }: RefusalView) => reason === 'locked' || reason === 'disabled'

/** Whoever reported their own phone from this browser, and now cannot sign in, is shown how it stands and whom to call. */
async function ownCaseOf(deps: PageDeps, c: Context<AppEnv>): Promise<string | null> {
  const token = readCaseViewCookie(c, deps.site.publicUrl)
  return token === null ? null : findOwnReportedCase(deps.db, token, deps.clock.now())
}

/**
 * WeCom opens it before it lets a client in: the code says who stands there, and is shown to nobody. WeCom begins this
 * itself, so there is no state of ours at first: the browser is sent here once more with one, and only who comes back with
 * it and with the cookie that it is bound to, as a page of another site never does, makes us ask WeCom.
 */
async function renderSecondFactor(deps: PageDeps, c: Context<AppEnv>): Promise<Response> {
  // Nobody is looking: a code spent here would let in nobody.
  if (isSpeculative(c.req)) return c.body(null, 403)
  const { code = '', seen } = c.req.query()
  if (seen === undefined) {
    const query = new URLSearchParams({ code, seen: deps.states.issue(deps.cookies.keepSecret(c), null) })
    return c.redirect(`${PATH}?${query.toString()}`, 302)
  }
  if (deps.states.read(seen, deps.cookies.secretOf(c)).kind !== 'good') return render(deps, c, 'stale')
  const bringer = await deps.cookies.bringerOf(c)
  const answer = await deps.turns(bringer, () => answerSecondFactor(deps, code), isStale)
  return answer === null ? render(deps, c, 'busy') : show(deps, c, answer)
}

/** Where the signed policy leads back to: the next one, or in. Whom it took longer than WeCom waits opens WeCom once more. */
async function renderSecondFactorNext(deps: PageDeps, c: Context<AppEnv>): Promise<Response> {
  if (isSpeculative(c.req)) return c.body(null, 403)
  const waiting = await deps.gate.read(c)
  if (!waiting) return render(deps, c, 'again')
  // WeCom named them to us: they are no stranger, and share a place with themselves alone.
  const bringer = { net: c.var.clientNetwork, browser: waiting.userid, isKnown: true }
  const answer = await deps.turns(bringer, () => resumeSecondFactor(deps, waiting), isStale)
  if (answer === null) return render(deps, c, 'busy')
  if (answer.outcome !== 'stale') return show(deps, c, answer)
  deps.gate.clear(c)
  return render(deps, c, 'again')
}

const isStale = ({ outcome }: SecondFactor): boolean => outcome === 'stale'

/**
 * WeCom does not say who was led to sign, so that they cannot: they pass, unless they are locked. Null: nobody waits here,
 * or that fails, too. Called where WeCom failed, and nowhere else: what a member can make fail must let nobody in.
 */
async function openGate(deps: PageDeps, c: Context<AppEnv>): Promise<Response | null> {
  const waiting = await deps.gate.read(c)
  if (!waiting) return null
  try {
    const answer = await passUnidentified(deps, waiting)
    return answer.outcome === 'passed' || answer.outcome === 'refused' ? await show(deps, c, answer) : null
  } catch (error) {
    deps.log.error({ err: error, requestId: c.var.requestId }, 'the gate could not be opened')
    return null
  }
}

async function show(deps: PageDeps, c: Context<AppEnv>, answer: SecondFactor): Promise<Response> {
  if (answer.outcome === 'sign') {
    await deps.gate.write(c, answer.waiting)
    return c.redirect(`${pagePaths.policy(answer.policyId)}?gate=1`, 302)
  }
  if (answer.outcome !== 'unavailable' && (await deps.gate.read(c))) deps.gate.clear(c)
  return render(deps, c, answer.outcome)
}

const render = (deps: PageDeps, c: Context<AppEnv>, outcome: SecondFactorView['outcome']): Promise<Response> =>
  deps.renderResponse(c, { path: PATH, me: null, page: { name: 'second-factor', data: { outcome } } })
