import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from './app-env.ts'

/** The format of `IdSource.token`; other cookie values are ignored. */
const TOKEN = /^[A-Za-z0-9]{32,64}$/

const isSecure = (publicUrl: string) => publicUrl.startsWith('https:')
const nameFor = (publicUrl: string) => `${isSecure(publicUrl) ? '__Host-' : ''}desk_watch`

/**
 * Returns the read-only token of the case that this browser reported last. A cookie, not a URL: it cannot be shared by
 * accident and is not logged.
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
