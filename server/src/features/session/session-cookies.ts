import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from '../../http/app-env.ts'
import { ABSOLUTE_MS } from './session-limits.ts'

/** Format of the tokens that `IdSource.token` creates; other cookie values are ignored. */
const TOKEN = /^[A-Za-z0-9]{32,64}$/

/** Reads, writes and clears the session cookie. `__Host-` binds it to this host; browsers accept it over https only. */
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
