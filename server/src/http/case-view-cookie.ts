import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from './app-env.ts'

/** As `IdSource.token` makes them; anything else in a cookie is not ours. */
const TOKEN = /^[A-Za-z0-9]{32,64}$/

const isSecure = (publicUrl: string) => publicUrl.startsWith('https:')
const nameFor = (publicUrl: string) => `${isSecure(publicUrl) ? '__Host-' : ''}desk_watch`

/**
 * The read-only token of the case that this browser reported last. In a cookie, not in an address: nobody passes it on by
 * accident, and it stands in no log.
 */
export function readCaseViewCookie(c: Context<AppEnv>, publicUrl: string): string | null {
  const value = getCookie(c, nameFor(publicUrl))
  return value !== undefined && TOKEN.test(value) ? value : null
}

const attributesFor = (publicUrl: string) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(publicUrl) }) as const

export const writeCaseViewCookie = (c: Context<AppEnv>, publicUrl: string, token: string, maxAgeMs: number): void =>
  setCookie(c, nameFor(publicUrl), token, { ...attributesFor(publicUrl), maxAge: maxAgeMs / 1000 })

export const clearCaseViewCookie = (c: Context<AppEnv>, publicUrl: string): void =>
  void deleteCookie(c, nameFor(publicUrl), attributesFor(publicUrl))
