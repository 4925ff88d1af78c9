import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from './app-env.ts'
import { hostCookie, isToken } from './host-cookie.ts'

/**
 * Returns the read-only token of the case that this browser reported last. A cookie, not a URL: it cannot be shared by
 * accident and is not logged.
 */
export function readCaseViewCookie(c: Context<AppEnv>, publicUrl: string): string | null {
  const value = getCookie(c, hostCookie(publicUrl, 'watch').name)
  return isToken(value) ? value : null
}

/** Sets the cookie on the response; `maxAgeMs` is in milliseconds. */
export function writeCaseViewCookie(c: Context<AppEnv>, publicUrl: string, token: string, maxAgeMs: number): void {
  const { name, attributes } = hostCookie(publicUrl, 'watch')
  setCookie(c, name, token, { ...attributes, maxAge: maxAgeMs / 1000 })
}

/** Deletes the cookie from the browser. */
export function clearCaseViewCookie(c: Context<AppEnv>, publicUrl: string): void {
  const { name, attributes } = hostCookie(publicUrl, 'watch')
  deleteCookie(c, name, attributes)
}
