import { expect } from '@playwright/test'
import type { Stack } from '../demo/start-stack.ts'

/** Values of `to=` that attempt an open redirect; they are sent percent-encoded. */
const spellings = [
  '//evil.test',
  '///evil.test',
  '////evil.test',
  '//evil.test/requests',
  '//evil.test:80',
  '//evil。test',
  '//127.1',
  '/\\evil.test',
  '/\\/evil.test',
  '\\/evil.test',
  '\\\\evil.test',
  '/\\\\evil.test',
  '\\evil.test',
  '/requests\\evil',
  'https://evil.test',
  'HTTPS://evil.test',
  'http://evil.test',
  'https:/evil.test',
  'https:evil.test',
  'http:\\\\evil.test',
  'https:\\evil.test',
  'ftp://evil.test',
  'file:///evil',
  'wxwork://evil',
  'weixin://evil',
  'mailto:a@evil.test',
  'javascript:evil()',
  'JaVaScRiPt:evil()',
  'java\tscript:evil()',
  '/javascript:evil()//..',
  'vbscript:evil',
  'data:text/html,<script>evil()</script>',
  'blob:https://evil.test/1',
  'view-source:https://evil.test',
  'https://localhost@evil.test',
  'http://localhost:80@evil.test/',
  '//localhost@evil.test',
  '@evil.test',
  '/@evil.test',
  '/%40evil.test',
  'localhost.evil.test',
  'evil.test',
  '.evil.test',
  '/.evil.test/../..//evil.test',
  '/\t/evil.test',
  '\t//evil.test',
  '/\n/evil.test',
  '/\r\n/evil.test',
  '/\u0000/evil.test',
  ' //evil.test',
  '/ /evil.test',
  '\ufeff//evil.test',
  '/\u2028/evil.test',
  '\u00a0//evil.test',
  '/\u000b/evil.test',
  '/\u200b/evil.test',
  '/requests\r\nLocation: https://evil.test',
  '/requests%0d%0aSet-Cookie:%20evil=1',
  '/requests\r\n\r\n<script>evil()</script>',
  '/%2fevil.test',
  '/%2F%2Fevil.test',
  '%2f%2fevil.test',
  '/%5cevil.test',
  '/%5C%5Cevil.test',
  '/%09/evil.test',
  '/%252fevil.test',
  '/%255cevil.test',
  '/%25252fevil.test',
  '/%2525252fevil.test',
  '/%c0%afevil.test',
  '/%zz//evil.test',
  '/.//evil.test',
  '/..//evil.test',
  '/%2e%2e//evil.test',
  '/%2e%2e/%2fevil.test',
  '/a/..//evil.test',
  '/requests//evil.test',
  '／／evil.test',
  '/／evil.test',
  '/⁄evil.test',
  '/∕evil.test',
  '/。/evil.test',
  '/#//evil.test',
  '/requests#@evil.test',
  '/?//evil.test/\\',
  '/<script>evil()</script>',
  '/"onload="evil()',
  '/auth/login?to=//evil.test',
  '/auth/callback?code=evil&state=evil',
  '/AUTH/login?to=//evil.test',
  '/wecom/callback/app?evil',
  `/${'a'.repeat(2000)}//evil.test`,
] as const

/** Complete queries that are sent unchanged. */
const queries = [
  'to=//evil.test',
  'to=/\\evil.test',
  'to=https://evil.test',
  'to=%2f%2fevil.test',
  'to=%2f%5cevil.test',
  'to=/%09/evil.test',
  'to=/requests&to=//evil.test',
  'to=//evil.test&to=/requests',
  'to[]=//evil.test',
  'to=&to=//evil.test',
  'TO=//evil.test',
  'to=%252f%252fevil.test',
  'to=//evil.test%00/requests',
  'to=%0a//evil.test',
  'next=//evil.test&returnTo=//evil.test',
  'to=/../../evil.test',
  'to=/api/me?evil',
] as const

export const openRedirects: readonly string[] = [
  ...new Set([...spellings.map((spelling) => `to=${encodeURIComponent(spelling)}`), ...queries]),
]

const MAX_HOPS = 6
/** The line with which a page that was rendered at the callback replaces its address. */
const OWN_ADDRESS = /history\.replaceState\(null,'',("(?:[^"\\]|\\.)*")\)/
const OUR_PATH = /^\/(?![/\\])(?!.*evil)/

type Jar = { cookies: readonly { name: string; value: string }[] }
export const cookieHeaderOf = ({ cookies }: Jar) => cookies.map(({ name, value }) => `${name}=${value}`).join('; ')

/** Requests one hop without the browser, to keep the trace small. `next` is null for a page. */
async function hop(url: string, cookie: string) {
  const headers = { accept: 'text/html', 'sec-fetch-dest': 'document', cookie }
  const response = await fetch(url, { redirect: 'manual', headers })
  const location = response.headers.get('location')
  const next = location === null ? null : new URL(location, url).href
  return { status: response.status, next, html: await response.text() }
}

const ownAddressIn = (html: string) => JSON.parse(OWN_ADDRESS.exec(html)?.[1] ?? 'null') as string | null

/** Signs in through `/auth/login?query`: only one hop may leave the app, to WeCom, and the last one is a page of the app. */
export async function expectToStayInApp(cookie: string, stack: Omit<Stack, 'stop'>, query: string): Promise<void> {
  const allowed = [`${stack.gatewayUrl}/`, `${stack.simulatorUrl}/connect/oauth2/authorize?`]
  const expectAllowed = (next: string | null) => {
    expect([query, next]).toEqual([query, expect.not.stringContaining('evil')])
    expect([query, allowed.some((start) => next?.startsWith(start))]).toEqual([query, true])
  }
  let url = `${stack.gatewayUrl}/auth/login?${query}`
  for (let hops = 0; hops < MAX_HOPS; hops += 1) {
    const { status, next, html } = await hop(url, cookie)
    if (next === null) {
      expect([query, status]).toEqual([query, 200])
      expect([query, ownAddressIn(html)]).toEqual([query, expect.stringMatching(OUR_PATH)])
      // A repeated callback redirects to the page.
      return expectAllowed((await hop(url, cookie)).next)
    }
    expectAllowed(next)
    url = next
  }
  throw new Error(`${query} redirects without end`)
}
