import { sameUserid } from '@desk/shared/kernel/ids'
import { sha256 } from '../../kernel/hash.ts'
import type { SignInState, SignInStates } from '../../access/sign-in-states.ts'
import type { SessionDeps } from './session-deps.ts'
import { findState, type StateRow } from './session-queries.ts'

/** A state that 0.9 made: a random text that meant a row. */
const OF_A_ROW = /^[A-Za-z0-9]{32}$/

export type Bearer = { secret: string | null; hash: string | null; otherHash: string | null }
/** `returnTo`: where it leads, if not to where the address says. */
export type ReadState = SignInState & { returnTo?: string }

/** What came back, held against the browser that brings it. */
export async function readState(
  { db, clock }: Pick<SessionDeps, 'db' | 'clock'>,
  states: SignInStates,
  { text, browser }: { text: string; browser: Bearer },
): Promise<ReadState> {
  if (!OF_A_ROW.test(text)) return states.read(text, browser.secret)
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
