import type { SignInRefusal } from '@desk/shared/pages/page-schemas'
import type { CodeOrigin, OauthCodeLimiter } from '../../access/oauth-code-limiter.ts'
import { isAccountLocked } from '../../directory/locked-account-queries.ts'
import { upsertMember } from '../../access/actor-queries.ts'
import type { SignInStates } from '../../access/sign-in-states.ts'
import type { stateClaimer } from './claim-state.ts'
import { type Identified, identify, isCode } from './identify-by-code.ts'
import { type Browser, openSession } from './open-session.ts'
import { type Bearer, type ReadState, readState } from './read-state.ts'
import type { SessionDeps } from './session-deps.ts'
import { DOUBLE_TAP_MS } from './session-limits.ts'
import { findState } from './session-queries.ts'
import type { SignInIntent } from './sign-in-url.ts'

export type CallbackInput = {
  code: string | undefined
  state: string | undefined
  /** The page that was wanted, one of our own. */
  to: string
  /** `hash` is null when the browser presented no secret; `otherHash` is by the key that is being exchanged. */
  browser: Omit<Browser, 'hash'> & Bearer
  bringer: CodeOrigin
  hasLiveSession: boolean
}

export type SignInOutcome =
  | { kind: 'signed_in'; token: string; userid: string; returnTo: string }
  /** Nothing to do here: back, refresh, or the second of two at once. */
  | { kind: 'elsewhere'; to: string }
  /** `userid`: whom WeCom named, if anybody. */
  | { kind: 'refused'; reason: SignInRefusal; retry: SignInIntent; userid?: string }

export type SignInParts = {
  states: SignInStates
  turns: OauthCodeLimiter
  claim: ReturnType<typeof stateClaimer>
}

type GoodState = Extract<ReadState, { kind: 'good' }>
type Refuse = (reason: SignInRefusal) => SignInOutcome

/**
 * Whoever wanted in and is in already goes on to their page. Whoever had to show that it is still them did not, and the
 * page would only send them here again.
 */
const refusals =
  (hasLiveSession: boolean, retry: SignInIntent): Refuse =>
  (reason) =>
    hasLiveSession && !retry.forceReauth ? { kind: 'elsewhere', to: retry.to } : { kind: 'refused', reason, retry }

/**
 * The end of an OAuth round trip. The state is claimed before the code is shown to WeCom, so one state costs one
 * exchange however often and however fast its address is opened. Who is signed in never sees an error here.
 */
export async function completeSignIn(
  deps: SessionDeps,
  input: CallbackInput,
  { states, turns, claim }: SignInParts,
): Promise<SignInOutcome> {
  const { code, browser, hasLiveSession } = input
  if (input.state === undefined) return refusals(hasLiveSession, { to: input.to, forceReauth: false })('state_missing')
  const state = await readState(deps, states, { text: input.state, browser })
  const returnTo = state.returnTo ?? input.to
  const refuse = refusals(hasLiveSession, { to: returnTo, forceReauth: state.forceReauth })
  const { hash } = browser
  if (state.kind === 'old') return refuse('state_old')
  if (state.kind === 'foreign' || hash === null) return refuse('state_foreign')
  // Refused on WeCom's own page: it comes back with the state alone.
  if (code === undefined || !isCode(code)) return refuse('code_used')
  const ask = async () => {
    const isClaimed = await claim({ stateHash: state.hash, browserHash: hash, expiresAt: state.expiresAt })
    return isClaimed ? identify(deps, code) : ('unclaimed' as const)
  }
  const identified = await turns(input.bringer, ask, isBadCode)
  if (identified === null) return refuse('busy')
  if (identified === 'unclaimed')
    return (await isDoubleTap(deps, state.hash)) ? { kind: 'elsewhere', to: returnTo } : refuse('state_old')
  return letIn(deps, identified, { state, returnTo, refuse, browser: { ...browser, hash } })
}

const isBadCode = (answer: Identified | 'unclaimed') =>
  answer !== 'unclaimed' && answer.kind === 'refused' && answer.reason === 'code_used'

/** The second of two taps goes on to the page, which knows or asks who it is. */
async function isDoubleTap({ db, clock }: SessionDeps, stateHash: string): Promise<boolean> {
  const usedAt = (await findState(db, stateHash))?.usedAt?.getTime() ?? 0
  return usedAt > clock.now().getTime() - DOUBLE_TAP_MS
}

async function letIn(
  deps: SessionDeps,
  identified: Identified,
  at: { state: GoodState; returnTo: string; refuse: Refuse; browser: Browser },
): Promise<SignInOutcome> {
  const { returnTo, refuse, browser, state } = at
  const shut = { kind: 'refused', retry: { to: returnTo, forceReauth: false } } as const
  if (identified.kind === 'member' && (await isAccountLocked(deps.db, identified.member.userid)))
    return { ...shut, reason: 'locked', userid: identified.member.userid }
  if (identified.kind === 'member') {
    // Whoever is signed in stays so: a second person is no reason to end their session.
    if (!state.isExpected(identified.member.userid)) return refuse('other_person')
    return { kind: 'signed_in', returnTo, ...(await openSession(deps, identified.member, browser)) }
  }
  const { reason, member } = identified
  // WeCom said nothing about the person: whoever is signed in here stays so.
  if (reason === 'code_used' || reason === 'wecom_unavailable') return refuse(reason)
  // The mirror learns it, which ends their other sessions.
  if (member) await deps.db.transaction((tx) => upsertMember(deps, tx, member, deps.clock.now()))
  return { ...shut, reason, ...(member && { userid: member.userid }) }
}
