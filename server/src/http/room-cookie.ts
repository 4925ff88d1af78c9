import { LINK_DAYS } from '@desk/shared/evidence-room/link-days'
import { DAY_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from './app-env.ts'
import { hostCookie, isToken } from './host-cookie.ts'

/** Maximum number of links to the evidence room that a browser keeps open: more than a single auditor needs. */
const LINKS_MAX = 8
/** A day longer than any link, so that the page can say that one has expired. */
const LIFE_MS = (LINK_DAYS.most + 1) * DAY_MS

/** Returns the tokens of the links to the evidence room that this browser opened, the last one first. */
export function readRoomCookies(c: Context<AppEnv>, publicUrl: string): string[] {
  return (getCookie(c, hostCookie(publicUrl, 'room').name) ?? '').split('.', LINKS_MAX).filter(isToken)
}

export const readRoomCookie = (c: Context<AppEnv>, publicUrl: string): string | null =>
  readRoomCookies(c, publicUrl)[0] ?? null

/** Adds a token in front. The one cookie has those of all links, so that a short link does not end a longer one. */
export function writeRoomCookie(c: Context<AppEnv>, publicUrl: string, token: string): void {
  const { name, attributes } = hostCookie(publicUrl, 'room')
  const others = readRoomCookies(c, publicUrl).filter((other) => other !== token)
  const value = [token, ...others].slice(0, LINKS_MAX).join('.')
  setCookie(c, name, value, { ...attributes, maxAge: LIFE_MS / SECOND_MS })
}
