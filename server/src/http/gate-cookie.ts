import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import type { AppEnv } from './app-env.ts'

/** As long as WeCom waits to hear of it (doc 99499). */
const LIFE_S = 300

const content = z.tuple([z.string().min(1).max(64), z.string().min(1).max(512)])

const isSecure = (publicUrl: string) => publicUrl.startsWith('https:')
const nameFor = (publicUrl: string) => `${isSecure(publicUrl) ? '__Host-' : ''}desk_gate`
const attributesFor = (publicUrl: string) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(publicUrl) }) as const

/**
 * Who waits before WeCom while he signs. With him and not with us: WeCom itself says whose code it is, and takes it from
 * our token alone, so that there is nothing to win by changing it.
 */
export function readGateCookie(c: Context<AppEnv>, publicUrl: string): { userid: string; tfaCode: string } | null {
  const read = content.safeParse(fromText(getCookie(c, nameFor(publicUrl)) ?? ''))
  return read.success ? { userid: read.data[0], tfaCode: read.data[1] } : null
}

function fromText(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return null
  }
}

export const writeGateCookie = (
  c: Context<AppEnv>,
  publicUrl: string,
  { userid, tfaCode }: { userid: string; tfaCode: string },
): void => {
  const value = Buffer.from(JSON.stringify([userid, tfaCode])).toString('base64url')
  setCookie(c, nameFor(publicUrl), value, { ...attributesFor(publicUrl), maxAge: LIFE_S })
}

export const clearGateCookie = (c: Context<AppEnv>, publicUrl: string): void =>
  void deleteCookie(c, nameFor(publicUrl), attributesFor(publicUrl))
