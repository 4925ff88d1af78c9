import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from './app-env.ts'
import { hostCookie, isToken } from './host-cookie.ts'

/** Returns the token of the link to the evidence room that this browser opened last. */
export function readRoomCookie(c: Context<AppEnv>, publicUrl: string): string | null {
  const value = getCookie(c, hostCookie(publicUrl, 'room').name)
  return isToken(value) ? value : null
}

// Kept for a day beyond the end of the link, so that its page can say that it is over.
export function writeRoomCookie(c: Context<AppEnv>, publicUrl: string, token: string, lifeMs: number): void {
  const { name, attributes } = hostCookie(publicUrl, 'room')
  setCookie(c, name, token, { ...attributes, maxAge: Math.ceil(lifeMs / 1000) + 86_400 })
}
