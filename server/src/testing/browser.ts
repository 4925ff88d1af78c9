import type { createTestApp } from './http.ts'

export const wecomAgent = 'Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh'
export const desktopAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/146.0.0.0 Safari/537.36'

type TestApp = ReturnType<typeof createTestApp>

/** Creates a browser for sign-in: it opens pages and keeps cookies. Several may share one app. */
export function browser(app: TestApp, userAgent = wecomAgent) {
  let server = app
  const jar = new Map<string, string>()
  /** Callback paths to which WeCom returns, by state. */
  const returnPaths = new Map<string, string>()
  const rememberState = (location: string | null) => {
    const query = location?.startsWith('http') ? new URL(location).searchParams : null
    const [state, redirectUri] = [query?.get('state'), query?.get('redirect_uri')]
    if (!state || !redirectUri) return
    const { pathname, search } = new URL(redirectUri)
    returnPaths.set(state, `${pathname}${search === '' ? '?' : `${search}&`}`)
  }
  const keep = (response: Response) => {
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (/max-age=0/i.test(cookie)) jar.delete(name)
      else jar.set(name, value)
    }
    rememberState(response.headers.get('location'))
    return response
  }
  const cookieHeader = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const open = async (path: string, headers: Record<string, string> = {}) => {
    const defaults = {
      accept: 'text/html',
      'sec-fetch-dest': 'document',
      'user-agent': userAgent,
      cookie: cookieHeader(),
    }
    return keep(await server.request(path, { headers: { ...defaults, ...headers } }))
  }
  return {
    jar,
    open,
    /** Continues at another instance. */
    goTo(other: TestApp) {
      server = other
    },
    /** Starts a sign-in and returns the state that WeCom would send back. */
    async state(to = '/'): Promise<string> {
      const response = await open(`/auth/login?to=${encodeURIComponent(to)}`)
      return new URL(response.headers.get('location') ?? '').searchParams.get('state') ?? ''
    },
    callback: (state: string, code: string, headers?: Record<string, string>) =>
      open(`${returnPaths.get(state) ?? '/auth/callback?'}code=${code}&state=${state}`, headers),
    async post(path: string, body: unknown = {}): Promise<Response> {
      const headers = {
        origin: 'http://desk.test',
        'x-requested-with': 'desk',
        'content-type': 'application/json',
        'user-agent': userAgent,
        cookie: cookieHeader(),
      }
      return keep(await server.request(path, { method: 'POST', headers, body: JSON.stringify(body) }))
    },
  }
}

/** Returns the initial state of a page response. */
export async function initialStateOf(response: Response) {
  const [, json = 'null'] = /id="initial-state">([^<]*)</.exec(await response.text()) ?? []
  return JSON.parse(json) as { me: { userid: string } | null; page: { name: string; data: Record<string, unknown> } }
}
