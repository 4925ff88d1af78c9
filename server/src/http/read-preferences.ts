import type { InitialState, Language } from '@desk/shared/pages/initial-state'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { AppEnv } from './app-env.ts'

type Preferences = Pick<InitialState, 'language' | 'theme' | 'mode'>

/** Cookies that the pages themselves write; an unknown value falls back to the client's headers. */
const preferenceCookies = { language: 'desk_lang', theme: 'desk_theme', mode: 'desk_mode' } as const

type Hints = {
  cookies: Readonly<Record<string, string | undefined>>
  userAgent: string
  acceptLanguage: string
}

/** Returns the preferences of the requesting browser. */
export const preferencesOf = (c: Context<AppEnv>): Preferences =>
  readPreferences({
    cookies: getCookie(c),
    userAgent: c.req.header('user-agent') ?? '',
    acceptLanguage: c.req.header('accept-language') ?? '',
  })

/** Returns the preferences of a page's viewer. WeCom states its language in the User-Agent: `Language/zh`. */
export function readPreferences({ cookies, userAgent, acceptLanguage }: Hints): Preferences {
  const theme = cookies[preferenceCookies.theme]
  return {
    language: chosenLanguage(cookies[preferenceCookies.language]) ?? preferredLanguage(userAgent, acceptLanguage),
    theme: theme === 'dark' || theme === 'light' ? theme : 'auto',
    mode: cookies[preferenceCookies.mode] === 'care' ? 'care' : 'normal',
  }
}

function chosenLanguage(value: string | undefined): Language | null {
  if (value === 'en') return 'en'
  return value === 'zh-CN' ? 'zh-CN' : null
}

function preferredLanguage(userAgent: string, acceptLanguage: string): Language {
  const client = /\bLanguage\/([a-z]+)/i.exec(userAgent)?.[1]
  const spoken = (client ?? acceptLanguage).toLowerCase()
  return spoken.startsWith('en') ? 'en' : 'zh-CN'
}
