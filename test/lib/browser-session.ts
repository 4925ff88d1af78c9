import { navigation } from './navigation.ts'

/** A browser without a page: its cookies and its address. Used by attack tests and load tests. */
export type Visitor = {
  userid: string
  cookies: Map<string, string>
  /** Returns the `Cookie` header. */
  cookie(): string
  headers(): Record<string, string>
  /** Opens a page without following redirects. */
  open(path: string, headers?: Record<string, string>): Promise<Response>
  get(path: string, headers?: Record<string, string>): Promise<Response>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  /** Starts a sign-in and returns the callback path to which WeCom redirects, without opening it. */
  startSignIn(to?: string): Promise<string>
}

type Addresses = { publicUrl: string; simulatorUrl: string }

const wecomAgent =
  'Mozilla/5.0 (Linux; Android 15; wv) AppleWebKit/537.36 wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh'

let usedAddresses = 0
const nextAddress = () => `203.0.${(usedAddresses += 1)}.7`

/** Creates a visitor with the WeCom client of `userid`, who has not signed in to the app. */
export function createVisitor(
  { publicUrl, simulatorUrl }: Addresses,
  userid: string,
  address = nextAddress(),
): Visitor {
  const cookies = new Map<string, string>()
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = (): Record<string, string> => ({
    ...(cookies.size > 0 && { cookie: cookie() }),
    'user-agent': wecomAgent,
    'x-forwarded-for': address,
  })
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, { redirect: 'manual', ...init })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  const urlOf = (path: string) => new URL(path, publicUrl).href
  const open = (path: string, otherHeaders: Record<string, string> = {}) =>
    send(urlOf(path), { headers: { ...headers(), ...navigation, ...otherHeaders } })
  return {
    userid,
    cookies,
    cookie,
    headers,
    open,
    get: (path, otherHeaders = {}) =>
      send(urlOf(path), { headers: { ...headers(), accept: 'application/json', ...otherHeaders } }),
    post: (path, body, otherHeaders = {}) =>
      send(urlOf(path), {
        method: 'POST',
        headers: { ...headers(), ...writeHeaders(publicUrl), ...otherHeaders },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async startSignIn(to = '/') {
      const authorize = await open(`/auth/login?${new URLSearchParams({ to })}`)
      const clientHeaders = { ...navigation, 'user-agent': wecomAgent, cookie: `wecom_persona=${userid}` }
      const url = authorize.headers.get('location') ?? ''
      if (!url.startsWith(simulatorUrl)) throw new Error(`sign-in redirected to ${url}`)
      const response = await fetch(url, { redirect: 'manual', headers: clientHeaders })
      const callback = new URL(response.headers.get('location') ?? 'about:blank')
      if (callback.origin !== publicUrl)
        throw new Error(`WeCom redirected to ${callback.href}: ${await response.text()}`)
      return callback.pathname + callback.search
    },
  }
}

/** Returns the headers that the app's pages send with a write. */
export const writeHeaders = (publicUrl: string) => ({
  origin: publicUrl,
  'content-type': 'application/json',
  'x-requested-with': 'desk',
  accept: 'application/json',
})

/** Creates a visitor and signs them in. */
export async function signInVisitor(addresses: Addresses, userid: string): Promise<Visitor> {
  const visitor = createVisitor(addresses, userid)
  const page = await visitor.open(await visitor.startSignIn())
  if (page.status !== 200) throw new Error(`${userid} could not sign in: ${page.status} ${await page.text()}`)
  await page.arrayBuffer()
  return visitor
}
