import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/ids.ts'
import { isSameSecret, keyedHash, sha256 } from '../kernel/hash.ts'

/** Lifetime of a state: the lifetime of WeCom's code (doc 91022). */
export const STATE_MS = 5 * MINUTE_MS
/** Length of a timestamp in base 36, enough until the year 5188. */
const TIME_LENGTH = 9
const TAG_LENGTH = 16
const SIGNATURE_LENGTH = 32
/**
 * Timestamp, random part, browser tag, member tag and signature: 105 of the 128 characters that WeCom accepts (doc
 * 91022).
 */
const STATE_PATTERN = /^(([0-9a-z]{9})[A-Za-z0-9]{32}([0-9a-f]{16})([0-9a-f]{16}))([0-9a-f]{32})$/
/** Member tag of a state that any member may use. */
const ANY_MEMBER = '0'.repeat(TAG_LENGTH)

export type SignInState =
  /**
   * `forceReauth`: a signed-in member authenticates again, and `isExpected` returns whether a userid is theirs. Otherwise
   * `isExpected` returns true for every userid.
   */
  | { kind: 'valid'; hash: string; expiresAt: Date; forceReauth: boolean; isExpected(userid: string): boolean }
  | { kind: 'foreign'; forceReauth: boolean }
  | { kind: 'expired'; forceReauth: boolean }
  /** The app did not issue it: it has the wrong form or a wrong signature. */
  | { kind: 'invalid'; forceReauth: false }

/**
 * Creates and checks OAuth states: whether a sign-in began in this browser, when, and for which member. Nothing is
 * stored until the state returns, so that opening pages uses no space. `keys`: the first signs, each is accepted.
 */
export function createSignInStates(
  { clock, ids }: { clock: Clock; ids: IdSource },
  keys: readonly [string, ...string[]],
) {
  const sign = (key: string, content: string) => keyedHash(key, `state ${content}`).slice(0, SIGNATURE_LENGTH)
  const browserTag = (key: string, browser: string) => keyedHash(key, `browser ${browser}`).slice(0, TAG_LENGTH)
  const memberTag = (key: string, userid: string) =>
    keyedHash(key, `person ${userid.toLowerCase()}`).slice(0, TAG_LENGTH)

  return {
    issue(browser: string, expectedUserid: string | null): string {
      const [key] = keys
      const time = clock.now().getTime().toString(36).padStart(TIME_LENGTH, '0')
      const member = expectedUserid === null ? ANY_MEMBER : memberTag(key, expectedUserid)
      const content = `${time}${ids.token()}${browserTag(key, browser)}${member}`
      return content + sign(key, content)
    },

    read(text: string, browser: string | null): SignInState {
      const [, content, time, browserPart, memberPart, signature] = STATE_PATTERN.exec(text) ?? []
      if (!content || !time || !signature) return { kind: 'invalid', forceReauth: false }
      const key = keys.find((candidate) => isSameSecret(sign(candidate, content), signature))
      if (key === undefined) return { kind: 'invalid', forceReauth: false }
      const forceReauth = memberPart !== ANY_MEMBER
      if (browser === null || browserPart !== browserTag(key, browser)) return { kind: 'foreign', forceReauth }
      const expiresAt = new Date(Number.parseInt(time, 36) + STATE_MS)
      if (expiresAt <= clock.now()) return { kind: 'expired', forceReauth }
      const isExpected = (userid: string) => !forceReauth || memberPart === memberTag(key, userid)
      return { kind: 'valid', hash: sha256(text), expiresAt, forceReauth, isExpected }
    },
  }
}
export type SignInStates = ReturnType<typeof createSignInStates>
