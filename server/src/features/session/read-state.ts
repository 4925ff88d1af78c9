import { sameUserid } from '@desk/shared/kernel/ids'
import { sha256 } from '../../kernel/hash.ts'
import type { SignInState, SignInStates } from '../../access/sign-in-states.ts'
import type { SessionDeps } from './session-deps.ts'
import { findState, type StateRow } from './session-queries.ts'

/** A state issued by version 0.9: a random text whose hash identifies a row. */
const STORED_STATE = /^[A-Za-z0-9]{32}$/

export type Bearer = { secret: string | null; hash: string | null; otherHash: string | null }
/** `returnTo`: target page, when it differs from the one in the URL. */
export type ReadState = SignInState & { returnTo?: string }

/** Reads the returned state and verifies that the same browser started the sign-in. */
export async function readState(
  { db, clock }: Pick<SessionDeps, 'db' | 'clock'>,
  states: SignInStates,
  { text, browser }: { text: string; browser: Bearer },
): Promise<ReadState> {
  if (!STORED_STATE.test(text)) return states.read(text, browser.secret)
  const row = await findState(db, sha256(text))
  return row ? fromRow(row, browser, clock.now()) : { kind: 'old', forceReauth: false }
}

function fromRow(row: StateRow, { hash, otherHash }: Bearer, now: Date): ReadState {
  const { expectedUserid, expiresAt, returnTo, stateHash } = row
  const forceReauth = expectedUserid !== null
  if (hash === null || ![hash, otherHash].includes(row.browserHash)) return { kind: 'foreign', forceReauth, returnTo }
  if (expiresAt <= now) return { kind: 'old', forceReauth, returnTo }
  const isExpected = (userid: string) => expectedUserid === null || sameUserid(expectedUserid, userid)
  return { kind: 'good', hash: stateHash, expiresAt, forceReauth, isExpected, returnTo }
}
