import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Context } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import type { GateCookie } from '../../http/gate-cookie.ts'
import { isSpeculative } from '../../http/navigation.ts'
import { TooManyError } from '../../kernel/app-error.ts'
import type { RateWindow } from '../../kernel/rate-window.ts'
import type { RenderPage } from '../../ports/render-page.ts'
import {
  answerSecondFactor,
  passUnidentified,
  resumeSecondFactor,
  type SecondFactor,
} from '../kinds/lost-device/second-factor.ts'
import type { EngineDeps } from '../requests/engine-deps.ts'
import { renderAnswer } from './render-answer.ts'

export type GateDeps = EngineDeps & { renderPage: RenderPage; gate: GateCookie }

/** WeCom opens it before it lets a client in: the code says who stands there, and is shown to nobody. */
export async function renderSecondFactor(deps: GateDeps, c: Context<AppEnv>, badCodes: RateWindow): Promise<Response> {
  const refused = refuseGuesses(c, badCodes)
  if (refused) return refused
  const answer = await answerSecondFactor(deps, c.req.query('code') ?? '')
  if (answer.outcome === 'stale') badCodes.add(c.var.clientNet)
  return show(deps, c, answer)
}

/** Where the signed policy leads back to: the next one, or in. Whom it took longer than WeCom waits opens WeCom once more. */
export async function renderSecondFactorNext(
  deps: GateDeps,
  c: Context<AppEnv>,
  badCodes: RateWindow,
): Promise<Response> {
  const refused = refuseGuesses(c, badCodes)
  if (refused) return refused
  const waiting = await deps.gate.read(c)
  if (!waiting) return render(deps, c, 'again')
  const answer = await resumeSecondFactor(deps, waiting)
  if (answer.outcome !== 'stale') return show(deps, c, answer)
  badCodes.add(c.var.clientNet)
  deps.gate.clear(c)
  return render(deps, c, 'again')
}

/**
 * WeCom does not say who was led to sign, so that they cannot: they pass, unless they are locked. Null: nobody waits here,
 * or that fails, too. Called where WeCom failed, and nowhere else: what a member can make fail must let nobody in.
 */
export async function openGate(deps: GateDeps, c: Context<AppEnv>): Promise<Response | null> {
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

function refuseGuesses(c: Context<AppEnv>, badCodes: RateWindow): Response | null {
  // Nobody is looking: a code spent here would let in nobody.
  if (isSpeculative(c.req)) return c.body(null, 403)
  // Whoever guesses shall not make us ask WeCom for each of his guesses.
  if (badCodes.isFull(c.var.clientNet)) throw new TooManyError('Too many bad codes from one network')
  return null
}

async function show(deps: GateDeps, c: Context<AppEnv>, answer: SecondFactor): Promise<Response> {
  if (answer.outcome === 'sign') {
    await deps.gate.write(c, answer.waiting)
    return c.redirect(`${pagePaths.policy(answer.policyId)}?gate=1`, 302)
  }
  if (answer.outcome !== 'unavailable' && (await deps.gate.read(c))) deps.gate.clear(c)
  return render(deps, c, answer.outcome)
}

type Outcome = Exclude<SecondFactor['outcome'], 'sign'> | 'again'

const render = (deps: GateDeps, c: Context<AppEnv>, outcome: Outcome): Promise<Response> =>
  renderAnswer(deps, c, { path: '/auth/second-factor', me: null, page: { name: 'second-factor', data: { outcome } } })
