import { navigation } from './navigation.ts'

/** A member's session without a browser: signed in through the gateway, with the JSON API. */
export type PhoneSession = {
  get<Body>(path: string): Promise<Body>
  post<Body>(path: string, body: unknown, headers?: Record<string, string>): Promise<{ status: number; body: Body }>
}

/** A session that also opens pages. */
export type Phone = PhoneSession & {
  /** Returns the HTML of a page, as the WebView loads it. */
  open(path: string): Promise<string>
}

/** The encodings that WebViews ask for. Over plain HTTP, `fetch` asks for fewer. */
const encoding = { 'accept-encoding': 'gzip, deflate, br' }
const MAX_HOPS = 8

/** Follows redirects with the phone's two cookies, as the WebView does. */
async function navigate(url: string, cookie: string): Promise<Response> {
  let next = url
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const response = await fetch(next, { redirect: 'manual', headers: { ...encoding, ...navigation, cookie } })
    const location = response.headers.get('location')
    if (location === null) return response
    await response.arrayBuffer()
    next = new URL(location, next).href
  }
  throw new Error(`${url} redirects without end`)
}

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

/** Returns the text of a page without its markup, styles and scripts. */
const textOf = (html: string): string =>
  html
    .replaceAll(/<(style|script)[^>]*>[^]*?<\/\1>|<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** Signs in as a member by opening the app, and returns the session. */
export async function openPhone(gatewayUrl: string, userid: string): Promise<Phone> {
  const device = await fetch(`${gatewayUrl}/__device__/open?userid=${encodeURIComponent(userid)}&to=/`, {
    redirect: 'manual',
  })
  const cookie = cookiesOf(device)
  const page = await navigate(`${gatewayUrl}/`, cookie)
  if (page.status !== 200) throw new Error(`${userid} could not sign in: ${page.status} ${textOf(await page.text())}`)
  await page.arrayBuffer()
  const headers = {
    ...encoding,
    cookie,
    origin: gatewayUrl,
    'sec-fetch-site': 'same-origin',
    accept: 'application/json',
    'x-requested-with': 'desk',
  }
  return {
    async open(path) {
      const response = await navigate(`${gatewayUrl}${path}`, cookie)
      if (!response.ok) throw new Error(`${path}: ${response.status}`)
      return response.text()
    },
    async get<Body>(path: string): Promise<Body> {
      const response = await fetch(`${gatewayUrl}${path}`, { headers })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as Body
    },
    async post<Body>(path: string, body: unknown, otherHeaders: Record<string, string> = {}) {
      const response = await fetch(`${gatewayUrl}${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', ...otherHeaders },
        body: JSON.stringify(body),
      })
      return { status: response.status, body: (await response.json()) as Body }
    },
  }
}
