import { DAY_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import type { Context } from 'hono'
import { getCookie, getSignedCookie, setCookie, setSignedCookie } from 'hono/cookie'
import type { CodeOrigin } from '../access/oauth-code-limiter.ts'
import { keyedHash } from '../kernel/hash.ts'
import { STATE_MS } from '../access/sign-in-states.ts'
import type { IdSource } from '../ports/ids.ts'
import type { AppEnv } from './app-env.ts'
import { hostCookie, isToken } from './host-cookie.ts'

/** The browser's secret outlives the states bound to it. */
const SECRET_MS = 2 * STATE_MS
/** Maximum lifetime of a cookie (RFC 6265bis). */
const KNOWN_S = (400 * DAY_MS) / SECOND_MS

/**
 * Identifies a browser before sign-in. `desk_state` is its secret, which a sign-in in progress is bound to.
 * `desk_known` shows that a member signed in with it before: a random name, signed, that grants only a place in the
 * queue for code exchanges. `keys`: the first signs, each is accepted.
 */
export function browserCookies(publicUrl: string, keys: readonly [string, ...string[]], ids: IdSource) {
  const { name: secretName, attributes } = hostCookie(publicUrl, 'state')
  const { name: knownName } = hostCookie(publicUrl, 'known')

  const secretOf = (c: Context<AppEnv>): string | null => {
    const value = getCookie(c, secretName)
    return isToken(value) ? value : null
  }

  const knownOf = async (c: Context<AppEnv>): Promise<string | null> => {
    for (const key of keys) {
      const value = await getSignedCookie(c, key, knownName)
      if (value && isToken(value)) return value
    }
    return null
  }

  return {
    secretOf,
    /** Returns the browser's secret, or a new one, and extends its lifetime. */
    renewSecret(c: Context<AppEnv>): string {
      const secret = secretOf(c) ?? ids.token()
      setCookie(c, secretName, secret, { ...attributes, maxAge: SECRET_MS / SECOND_MS })
      return secret
    },
    async renewKnown(c: Context<AppEnv>): Promise<void> {
      const value = (await knownOf(c)) ?? ids.token()
      await setSignedCookie(c, knownName, value, keys[0], { ...attributes, maxAge: KNOWN_S })
    },
    async codeOriginOf(c: Context<AppEnv>): Promise<CodeOrigin> {
      const net = c.var.clientNetwork
      const known = await knownOf(c)
      if (known !== null) return { net, browser: known, isKnown: true }
      return { net, browser: keyedHash(keys[0], secretOf(c) ?? ''), isKnown: false }
    },
  }
}
export type BrowserCookies = ReturnType<typeof browserCookies>
