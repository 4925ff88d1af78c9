import { sameUserid } from '@desk/shared/kernel/ids'
import type { SignInRefusal } from '@desk/shared/pages/page-schemas'
import { sha256 } from '../../kernel/hash.ts'
import { isLockOrdered } from '../../kernel/lock-orders-queries.ts'
import { upsertMember } from '../../kernel/members-queries.ts'
import type { RateWindow } from '../../kernel/rate-window.ts'
import { identify } from './identify.ts'
import { type Browser, openSession } from './open-session.ts'
import type { SessionDeps } from './session-deps.ts'
import { DOUBLE_TAP_MS } from './session-limits.ts'
import { claimState, findState, type StateRow } from './session-queries.ts'
import type { SignInWish } from './sign-in-url.ts'

export type CallbackInput = {
  code: string | undefined
  state: string | undefined
  /** `hash` is null when the browser presented no secret; `otherHash` is by the key that is being exchanged. */
  browser: Omit<Browser, 'hash'> & { hash: string | null; otherHash: string | null }
  hasLiveSession: boolean
}

export type SignInOutcome =
  | { kind: 'signed_in'; token: string; userid: string; returnTo: string }
  /** Nothing to do here: back, refresh, or the second of two at once. */
  | { kind: 'elsewhere'; to: string }
  | { kind: 'refused'; reason: SignInRefusal; retry: SignInWish }
  | { kind: 'too_many' }

type Refuse = (reason: SignInRefusal) => SignInOutcome

/**
 * Whoever wanted in and is in already goes on to his page. Whoever had to show that it is still him did not, and the page
 * would only send him here again.
 */
const refusals = (hasLiveSession: boolean, state: StateRow | null): Refuse => {
  const retry = { to: state?.returnTo ?? '/', isFresh: state !== null && state.expectedUserid !== null }
  return (reason) =>
    hasLiveSession && !retry.isFresh ? { kind: 'elsewhere', to: retry.to } : { kind: 'refused', reason, retry }
}

/**
 * The end of an OAuth round trip. The state is claimed before the code is shown to WeCom, so one state costs one
 * exchange however often and however fast its address is opened. Who is signed in never sees an error here.
 */
export async function completeSignIn(
  deps: SessionDeps,
  input: CallbackInput,
  badCodes: RateWindow,
): Promise<SignInOutcome> {
  const refuse = refusals(input.hasLiveSession, null)
  if (input.state === undefined) return refuse('state_missing')
  const stateHash = sha256(input.state)
  const state = await findState(deps.db, stateHash)
  if (!state) return refuse('state_old')
  const { otherHash, ...browser } = input.browser
  const refuseHere = refusals(input.hasLiveSession, state)
  if (browser.hash === null || ![browser.hash, otherHash].includes(state.browserHash))
    return refuseHere('state_foreign')
  if (badCodes.isFull(browser.clientNet)) return { kind: 'too_many' }
  if (!(await claimState(deps.db, stateHash, deps.clock.now()))) return unclaimed(deps, stateHash, refuseHere)
  const { hash } = browser
  return exchange(deps, { code: input.code, browser: { ...browser, hash } }, { state, refuse: refuseHere, badCodes })
}

/** Lost to another callback or to time. A double tap goes on to the page, which knows or asks who it is. */
async function unclaimed(deps: SessionDeps, stateHash: string, refuse: Refuse): Promise<SignInOutcome> {
  const state = await findState(deps.db, stateHash)
  if (!state) return refuse('state_old')
  const since = deps.clock.now().getTime() - DOUBLE_TAP_MS
  if (state.usedAt !== null && state.usedAt.getTime() > since) return { kind: 'elsewhere', to: state.returnTo }
  return refuse('state_old')
}

async function exchange(
  deps: SessionDeps,
  { code, browser }: Pick<CallbackInput, 'code'> & { browser: Browser },
  { state, refuse, badCodes }: { state: StateRow; refuse: Refuse; badCodes: RateWindow },
): Promise<SignInOutcome> {
  const { returnTo } = state
  // Refused on WeCom's own page: it comes back with the state alone.
  if (code === undefined) return refuse('code_used')
  const identified = await identify(deps, code)
  if (identified.kind === 'member' && (await isLockOrdered(deps.db, identified.member.userid)))
    return { kind: 'refused', reason: 'locked', retry: { to: returnTo, isFresh: false } }
  if (identified.kind === 'member') {
    // Whoever is signed in stays so: a second person is no reason to end his session.
    if (!isExpected(state, identified.member.userid)) return refuse('other_person')
    return { kind: 'signed_in', returnTo, ...(await openSession(deps, identified.member, browser)) }
  }
  const { reason, member } = identified
  if (reason === 'code_used') badCodes.add(browser.clientNet)
  // WeCom said nothing about the person: whoever is signed in here stays so.
  if (reason === 'code_used' || reason === 'wecom_unavailable') return refuse(reason)
  // The mirror learns it, which ends his other sessions.
  if (member) await deps.db.transaction((tx) => upsertMember(tx, member, deps.clock.now()))
  return { kind: 'refused', reason, retry: { to: returnTo, isFresh: false } }
}

const isExpected = ({ expectedUserid }: StateRow, userid: string) =>
  expectedUserid === null || sameUserid(expectedUserid, userid)
