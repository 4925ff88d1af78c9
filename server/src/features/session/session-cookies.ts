import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from '../../http/app-env.ts'
import { ABSOLUTE_MS, BROWSER_MS } from './session-limits.ts'

/** As `IdSource.token` makes them; anything else in a cookie is not ours. */
const TOKEN = /^[A-Za-z0-9]{32,64}$/

const isSecure = (publicUrl: string) => publicUrl.startsWith('https:')
/** `__Host-` pins a cookie to this very host; browsers accept it over https only. */
const cookieName = (publicUrl: string, name: string) => `${isSecure(publicUrl) ? '__Host-' : ''}desk_${name}`

/** The two cookies of a sign-in: `session` is the member's token, `state` the browser's own secret. */
export function sessionCookies(publicUrl: string) {
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(publicUrl) } as const
  const cookie = (name: string, maxAgeMs: number) => ({
    read(c: Context<AppEnv>): string | null {
      const value = getCookie(c, cookieName(publicUrl, name))
      return value !== undefined && TOKEN.test(value) ? value : null
    },
    write: (c: Context<AppEnv>, value: string) =>
      setCookie(c, cookieName(publicUrl, name), value, { ...attributes, maxAge: maxAgeMs / 1000 }),
    clear: (c: Context<AppEnv>) => void deleteCookie(c, cookieName(publicUrl, name), attributes),
  })
  return { session: cookie('session', ABSOLUTE_MS), browser: cookie('state', BROWSER_MS) }
}
