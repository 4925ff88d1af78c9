import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from '../../http/app-env.ts'
import { ABSOLUTE_MS } from './session-limits.ts'

/** As `IdSource.token` makes them; anything else in a cookie is not ours. */
const TOKEN = /^[A-Za-z0-9]{32,64}$/

/** The member's token. `__Host-` pins a cookie to this very host; browsers accept it over https only. */
export function sessionCookie(publicUrl: string) {
  const isSecure = publicUrl.startsWith('https:')
  const name = `${isSecure ? '__Host-' : ''}desk_session`
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure } as const
  return {
    read(c: Context<AppEnv>): string | null {
      const value = getCookie(c, name)
      return value !== undefined && TOKEN.test(value) ? value : null
    },
    write: (c: Context<AppEnv>, value: string) =>
      setCookie(c, name, value, { ...attributes, maxAge: ABSOLUTE_MS / 1000 }),
    clear: (c: Context<AppEnv>) => void deleteCookie(c, name, attributes),
  }
}
