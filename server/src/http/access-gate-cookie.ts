import type { Context } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'
import { z } from 'zod'
import type { AppEnv } from './app-env.ts'

/** As long as WeCom waits to hear of it (doc 99499). */
const LIFE_S = 300

const content = z.object({ userid: z.string().min(1).max(64), tfaCode: z.string().min(1).max(512) })
type Waiting = z.infer<typeof content>

export type AccessGateCookie = {
  read(c: Context<AppEnv>): Promise<Waiting | null>
  write(c: Context<AppEnv>, waiting: Waiting): Promise<void>
  clear(c: Context<AppEnv>): void
}

/**
 * Who waits before WeCom while he signs: with him and not with us. Signed, since who is locked is looked up by the name in
 * it, and nobody has promised that WeCom holds a code against the name that comes with it. `keys`: the first signs, each is
 * believed.
 */
export function accessGateCookie(publicUrl: string, keys: readonly [string, ...string[]]): AccessGateCookie {
  const isSecure = publicUrl.startsWith('https:')
  const name = `${isSecure ? '__Host-' : ''}desk_gate`
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure } as const
  return {
    async read(c) {
      for (const key of keys) {
        const text = await getSignedCookie(c, key, name)
        if (text) return fromText(text)
      }
      return null
    },
    write: (c, waiting) => {
      const value = Buffer.from(JSON.stringify(waiting)).toString('base64url')
      return setSignedCookie(c, name, value, keys[0], { ...attributes, maxAge: LIFE_S })
    },
    clear: (c) => void deleteCookie(c, name, attributes),
  }
}

function fromText(text: string): Waiting | null {
  try {
    return content.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())).data ?? null
  } catch {
    return null
  }
}
