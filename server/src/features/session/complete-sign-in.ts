import type { SignInRefusal } from '@desk/shared/pages/page-schemas'
import { sha256 } from '../../kernel/hash.ts'
import { upsertMember } from '../../kernel/members-queries.ts'
import type { RateWindow } from '../../kernel/rate-window.ts'
import { identify } from './identify.ts'
import { type Browser, openSession } from './open-session.ts'
import type { SessionDeps } from './session-deps.ts'
import { DOUBLE_TAP_MS } from './session-limits.ts'
import { claimState, findState, type StateRow } from './session-queries.ts'

export type CallbackInput = {
  code: string | undefined
  state: string | undefined
  /** `hash` is null when the browser presented no secret. */
  browser: Omit<Browser, 'hash'> & { hash: string | null }
  hasLiveSession: boolean
}

export type SignInOutcome =
  | { kind: 'signed_in'; token: string; userid: string; returnTo: string }
  /** Nothing to do here: back, refresh, or the second of two at once. */
  | { kind: 'elsewhere'; to: string }
  | { kind: 'refused'; reason: SignInRefusal; returnTo: string }
  | { kind: 'too_many' }

type Refuse = (reason: SignInRefusal, returnTo?: string) => SignInOutcome

/**
 * The end of an OAuth round trip. The state is claimed before the code is shown to WeCom, so one state costs one
 * exchange however often and however fast its address is opened. Who is signed in never sees an error here.
 */
export async function completeSignIn(
  deps: SessionDeps,
  input: CallbackInput,
  badCodes: RateWindow,
): Promise<SignInOutcome> {
  const refuse: Refuse = (reason, returnTo = '/') =>
    input.hasLiveSession ? { kind: 'elsewhere', to: returnTo } : { kind: 'refused', reason, returnTo }
  if (input.state === undefined) return refuse('state_missing')
  const stateHash = sha256(input.state)
  const state = await findState(deps.db, stateHash)
  if (!state) return refuse('state_old')
  const { browser } = input
  if (browser.hash === null || browser.hash !== state.browserHash) return refuse('state_foreign', state.returnTo)
  if (badCodes.isFull(browser.clientNet)) return { kind: 'too_many' }
  if (!(await claimState(deps.db, stateHash, deps.clock.now()))) return unclaimed(deps, stateHash, refuse)
  return exchange(deps, { code: input.code, browser: { ...browser, hash: browser.hash } }, { state, refuse, badCodes })
}

/** Lost to another callback or to time. A double tap goes on to the page, which knows or asks who it is. */
async function unclaimed(deps: SessionDeps, stateHash: string, refuse: Refuse): Promise<SignInOutcome> {
  const state = await findState(deps.db, stateHash)
  if (!state) return refuse('state_old')
  const since = deps.clock.now().getTime() - DOUBLE_TAP_MS
  if (state.usedAt !== null && state.usedAt.getTime() > since) return { kind: 'elsewhere', to: state.returnTo }
  return refuse('state_old', state.returnTo)
}

async function exchange(
  deps: SessionDeps,
  { code, browser }: Pick<CallbackInput, 'code'> & { browser: Browser },
  { state, refuse, badCodes }: { state: StateRow; refuse: Refuse; badCodes: RateWindow },
): Promise<SignInOutcome> {
  const { returnTo } = state
  // Refused on WeCom's own page: it comes back with the state alone.
  if (code === undefined) return refuse('code_used', returnTo)
  const identified = await identify(deps, code)
  if (identified.kind === 'member') {
    return { kind: 'signed_in', returnTo, ...(await openSession(deps, identified.member, browser)) }
  }
  const { reason, member } = identified
  if (reason === 'code_used') badCodes.add(browser.clientNet)
  // WeCom said nothing about the person: whoever is signed in here stays so.
  if (reason === 'code_used' || reason === 'wecom_unavailable') return refuse(reason, returnTo)
  // The mirror learns it, which ends his other sessions.
  if (member) await deps.db.transaction((tx) => upsertMember(tx, member, deps.clock.now()))
  return { kind: 'refused', reason, returnTo }
}
