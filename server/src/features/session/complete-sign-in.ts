import type { SignInRefusal } from '@desk/shared/pages/page-schemas'
import type { CodeOrigin, OauthCodeLimiter } from '../../access/oauth-code-limiter.ts'
import { isAccountSuspended, isSuspendedFor } from '../../directory/suspension-queries.ts'
import { refreshMember } from '../../access/refresh-member.ts'
import type { SignInState, SignInStates } from '../../access/sign-in-states.ts'
import { isCode } from '../../access/oauth-code.ts'
import { type Identified, identify } from './identify-by-code.ts'
import { type Browser, openSession } from './open-session.ts'
import type { SessionDeps } from './session-deps.ts'
import { DOUBLE_TAP_MS, TOUCH_EVERY_MS } from './session-limits.ts'
import { findState, claimState, deleteStates } from './session-queries.ts'
import type { SignInIntent } from './sign-in-url.ts'

export type CallbackInput = {
  code: string | undefined
  state: string | undefined
  /** Path of the requested page of this app. */
  to: string
  /** `secret` and its `hash` are null for a browser without a secret. */
  browser: Omit<Browser, 'hash'> & { secret: string | null; hash: string | null }
  codeOrigin: CodeOrigin
  hasActiveSession: boolean
}

export type SignInOutcome =
  | { kind: 'signed_in'; token: string; userid: string; returnTo: string }
  /** The browser has an active session, or another callback with the same state is opening one. */
  | { kind: 'elsewhere'; to: string }
  /** `userid`: the member whom WeCom identified, if any. */
  | { kind: 'refused'; reason: SignInRefusal; retry: SignInIntent; userid?: string }

export type SignInParts = {
  states: SignInStates
  codeLimiter: OauthCodeLimiter
  claim: ReturnType<typeof createStateClaimer>
}

type ValidState = Extract<SignInState, { kind: 'valid' }>
type Refuse = (reason: SignInRefusal) => SignInOutcome

/**
 * Returns a function that refuses a sign-in. A member with an active session continues to the page instead, unless the
 * sign-in was a step-up: then the page would only redirect here again.
 */
const createRefuser =
  (hasActiveSession: boolean, retry: SignInIntent): Refuse =>
  (reason) =>
    hasActiveSession && !retry.forceReauth ? { kind: 'elsewhere', to: retry.to } : { kind: 'refused', reason, retry }

/**
 * Completes an OAuth round trip. The state is claimed before the code is sent to WeCom, so that one state causes one
 * exchange, however often its URL is opened.
 */
export async function completeSignIn(
  deps: SessionDeps,
  input: CallbackInput,
  { states, codeLimiter, claim }: SignInParts,
): Promise<SignInOutcome> {
  const { code, browser, hasActiveSession, to } = input
  if (input.state === undefined) return createRefuser(hasActiveSession, { to, forceReauth: false })('state_missing')
  const state = states.read(input.state, browser.secret)
  const refuse = createRefuser(hasActiveSession, { to, forceReauth: state.forceReauth })
  const { hash } = browser
  if (state.kind === 'expired' || state.kind === 'invalid') return refuse('state_old')
  if (state.kind === 'foreign' || hash === null) return refuse('state_foreign')
  // A member who refuses on WeCom's page returns with the state but without a code.
  if (code === undefined || !isCode(code)) return refuse('code_used')
  const claimAndIdentify = async () => {
    const isClaimed = await claim({ stateHash: state.hash, browserHash: hash, expiresAt: state.expiresAt })
    return isClaimed ? identify(deps, code) : ('unclaimed' as const)
  }
  const identified = await codeLimiter(input.codeOrigin, claimAndIdentify, isBadCode)
  if (identified === null) return refuse('busy')
  if (identified === 'unclaimed')
    return (await isDoubleTap(deps, state.hash)) ? { kind: 'elsewhere', to } : refuse('state_old')
  return admitIdentified(deps, identified, { state, returnTo: to, refuse, browser: { ...browser, hash } })
}

const isBadCode = (result: Identified | 'unclaimed') =>
  result !== 'unclaimed' && result.kind === 'refused' && result.reason === 'code_used'

/** Returns whether this is the second of two taps: it continues to the page, which authenticates the browser itself. */
async function isDoubleTap({ db, clock }: SessionDeps, stateHash: string): Promise<boolean> {
  const usedAt = (await findState(db, stateHash))?.usedAt?.getTime() ?? 0
  return usedAt > clock.now().getTime() - DOUBLE_TAP_MS
}

async function admitIdentified(
  deps: SessionDeps,
  identified: Identified,
  { returnTo, refuse, browser, state }: { state: ValidState; returnTo: string; refuse: Refuse; browser: Browser },
): Promise<SignInOutcome> {
  const refusal = { kind: 'refused', retry: { to: returnTo, forceReauth: false } } as const
  if (identified.kind === 'member') {
    const { userid } = identified.member
    if (await isSuspendedFor(deps.db, userid, 'lost')) return { ...refusal, reason: 'locked', userid }
    // Closed in this app; WeCom disables the account later.
    if (await isAccountSuspended(deps.db, userid)) return { ...refusal, reason: 'disabled', userid }
    // The active session is kept: another member's sign-in does not end it.
    if (!state.isExpected(userid)) return refuse('other_person')
    const session = await openSession(deps, identified, browser)
    // Disabled while the member signed in.
    if (!session) return { ...refusal, reason: 'disabled', userid }
    return { kind: 'signed_in', returnTo, ...session }
  }
  const { reason, reading } = identified
  // WeCom did not identify a member, so an active session is kept.
  if (reason === 'code_used' || reason === 'wecom_unavailable') return refuse(reason)
  // Storing the member's new status ends their sessions.
  if (reading) await refreshMember(deps, reading)
  return { ...refusal, reason, ...(reading && { userid: reading.member.userid }) }
}

/** Returns a function that claims each state once. It also deletes expired states, at most once a minute. */
export function createStateClaimer({ db, clock }: Pick<SessionDeps, 'db' | 'clock'>) {
  let statesDeletedAt = 0
  return async (claim: Parameters<typeof claimState>[1]): Promise<boolean> => {
    const now = clock.now()
    if (now.getTime() - statesDeletedAt >= TOUCH_EVERY_MS) {
      statesDeletedAt = now.getTime()
      await deleteStates(db, new Date(statesDeletedAt - DOUBLE_TAP_MS))
    }
    return claimState(db, claim, now)
  }
}
