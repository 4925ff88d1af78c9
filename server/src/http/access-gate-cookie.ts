import type { Context } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'
import { z } from 'zod'
import { parseJson } from '../kernel/parse-json.ts'
import type { AppEnv } from './app-env.ts'
import { hostCookie } from './host-cookie.ts'

/** Lifetime in seconds: as long as WeCom waits for the result (doc 99499). */
const LIFE_S = 300

const content = z.object({ userid: z.string().min(1).max(64), tfaCode: z.string().min(1).max(512) })
type PendingMember = z.infer<typeof content>

export type AccessGateCookie = {
  read(c: Context<AppEnv>): Promise<PendingMember | null>
  write(c: Context<AppEnv>, pending: PendingMember): Promise<void>
  clear(c: Context<AppEnv>): void
}

/**
 * Stores in the browser who waits for WeCom's second factor while they sign policies. The cookie is signed, since its
 * userid decides whether the account is treated as locked, and WeCom does not guarantee that the code belongs to that
 * userid. `keys`: the first signs, each is accepted.
 */
export function accessGateCookie(publicUrl: string, keys: readonly [string, ...string[]]): AccessGateCookie {
  const { name, attributes } = hostCookie(publicUrl, 'gate')
  return {
    async read(c) {
      for (const key of keys) {
        const text = await getSignedCookie(c, key, name)
        if (text) return fromText(text)
      }
      return null
    },
    write: (c, pending) => {
      const value = Buffer.from(JSON.stringify(pending)).toString('base64url')
      return setSignedCookie(c, name, value, keys[0], { ...attributes, maxAge: LIFE_S })
    },
    clear: (c) => void deleteCookie(c, name, attributes),
  }
}

const fromText = (text: string): PendingMember | null =>
  content.safeParse(parseJson(Buffer.from(text, 'base64url').toString())).data ?? null
