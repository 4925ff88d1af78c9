import { timingSafeEqual } from 'node:crypto'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/ids.ts'
import { keyedHash, sha256 } from '../kernel/hash.ts'

/** As long as WeCom's code lives (doc 91022). */
export const STATE_MS = 5 * 60_000
/** In base 36, until the year 5188. */
const TIME_SIGNS = 9
const TAG_SIGNS = 16
const SEAL_SIGNS = 32
/** When, a random part, for whose browser, for whom, and our seal: 105 signs of the 128 that WeCom takes (doc 91022). */
const TEXT = /^(([0-9a-z]{9})[A-Za-z0-9]{32}([0-9a-f]{16})([0-9a-f]{16}))([0-9a-f]{32})$/
/** In place of a person: whoever comes back may come in. */
const ANYBODY = '0'.repeat(TAG_SIGNS)

export type SignInState =
  /** `forceReauth`: somebody who was signed in shows that it is still them, and `isExpected` says who that is. */
  | { kind: 'good'; hash: string; expiresAt: Date; forceReauth: boolean; isExpected(userid: string): boolean }
  | { kind: 'foreign'; forceReauth: boolean }
  /** Too old, or none of ours. */
  | { kind: 'old'; forceReauth: boolean }

/**
 * What goes to WeCom with a browser and comes back with it: whether the sign-in began in this browser, when, and for whom.
 * Nothing is kept of it here until it comes back, so that opening pages costs no room, however often it is done. `keys`:
 * the first seals, each is believed.
 */
export function signInStates({ clock, ids }: { clock: Clock; ids: IdSource }, keys: readonly [string, ...string[]]) {
  const seal = (key: string, content: string) => keyedHash(key, `state ${content}`).slice(0, SEAL_SIGNS)
  const browserTag = (key: string, browser: string) => keyedHash(key, `browser ${browser}`).slice(0, TAG_SIGNS)
  const personTag = (key: string, userid: string) =>
    keyedHash(key, `person ${userid.toLowerCase()}`).slice(0, TAG_SIGNS)

  return {
    issue(browser: string, expectedUserid: string | null): string {
      const [key] = keys
      const time = clock.now().getTime().toString(36).padStart(TIME_SIGNS, '0')
      const person = expectedUserid === null ? ANYBODY : personTag(key, expectedUserid)
      const content = `${time}${ids.token()}${browserTag(key, browser)}${person}`
      return content + seal(key, content)
    },

    read(text: string, browser: string | null): SignInState {
      const [, content, time, whose, whom, given] = TEXT.exec(text) ?? []
      if (!content || !time || !given) return { kind: 'old', forceReauth: false }
      const key = keys.find((one) => isSame(seal(one, content), given))
      if (key === undefined) return { kind: 'old', forceReauth: false }
      const forceReauth = whom !== ANYBODY
      if (browser === null || whose !== browserTag(key, browser)) return { kind: 'foreign', forceReauth }
      const expiresAt = new Date(Number.parseInt(time, 36) + STATE_MS)
      if (expiresAt <= clock.now()) return { kind: 'old', forceReauth }
      const isExpected = (userid: string) => !forceReauth || whom === personTag(key, userid)
      return { kind: 'good', hash: sha256(text), expiresAt, forceReauth, isExpected }
    },
  }
}
export type SignInStates = ReturnType<typeof signInStates>

/** Of one length, by the pattern. */
const isSame = (one: string, other: string) => timingSafeEqual(Buffer.from(one), Buffer.from(other))
