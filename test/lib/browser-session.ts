/** Who attacks: one browser with its cookies, coming from one address. */
export type Visitor = {
  userid: string
  cookies: Map<string, string>
  /** The cookies as a header. */
  cookie(): string
  headers(): Record<string, string>
  /** One hop of a navigation: a redirect is looked at, not followed. */
  open(path: string, headers?: Record<string, string>): Promise<Response>
  get(path: string, headers?: Record<string, string>): Promise<Response>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  /** Begins a sign-in and stops before its last step: the address that WeCom sends the browser back to. */
  walkToCallback(to?: string): Promise<string>
}

type Place = { publicUrl: string; simulatorUrl: string }

const wecomAgent =
  'Mozilla/5.0 (Linux; Android 15; wv) AppleWebKit/537.36 wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh'
const navigation = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

let addresses = 0
const nextAddress = () => `203.0.${(addresses += 1)}.7`

/** Nobody yet: a browser in the client of `userid` that opened no page of ours. */
export function newBrowser({ publicUrl, simulatorUrl }: Place, userid: string, address = nextAddress()): Visitor {
  const cookies = new Map<string, string>()
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = () => ({ cookie: cookie(), 'user-agent': wecomAgent, 'x-forwarded-for': address })
  const ask = async (url: string, init: RequestInit): Promise<Response> => {
    const answer = await fetch(url, { redirect: 'manual', ...init })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  const ours = (path: string) => new URL(path, publicUrl).href
  const open = (path: string, more: Record<string, string> = {}) =>
    ask(ours(path), { headers: { ...headers(), ...navigation, ...more } })
  return {
    userid,
    cookies,
    cookie,
    headers,
    open,
    get: (path, more = {}) => ask(ours(path), { headers: { ...headers(), accept: 'application/json', ...more } }),
    post: (path, body, more = {}) =>
      ask(ours(path), {
        method: 'POST',
        headers: { ...headers(), ...writing(publicUrl), ...more },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async walkToCallback(to = '/') {
      const authorize = await open(`/auth/login?${new URLSearchParams({ to })}`)
      const asPerson = { ...navigation, 'user-agent': wecomAgent, cookie: `wecom_persona=${userid}` }
      const url = authorize.headers.get('location') ?? ''
      if (!url.startsWith(simulatorUrl)) throw new Error(`sign-in led to ${url}`)
      const back = await fetch(url, { redirect: 'manual', headers: asPerson })
      const callback = new URL(back.headers.get('location') ?? 'about:blank')
      if (callback.origin !== publicUrl) throw new Error(`WeCom led to ${callback.href}: ${await back.text()}`)
      return callback.pathname + callback.search
    },
  }
}

/** What our own page sends with a write. */
export const writing = (publicUrl: string) => ({
  origin: publicUrl,
  'content-type': 'application/json',
  'x-requested-with': 'desk',
  accept: 'application/json',
})

export async function openVisitor(place: Place, userid: string): Promise<Visitor> {
  const browser = newBrowser(place, userid)
  const page = await browser.open(await browser.walkToCallback())
  if (page.status !== 200) throw new Error(`${userid} could not sign in: ${page.status} ${await page.text()}`)
  await page.arrayBuffer()
  return browser
}
