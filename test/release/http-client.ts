import { request as plainRequest, type IncomingHttpHeaders } from 'node:http'
import { request as secureRequest } from 'node:https'
import { navigation } from '../lib/navigation.ts'

type HttpResponse = { status: number; headers: IncomingHttpHeaders; setCookies: readonly string[]; body: string }

const MAX_HOPS = 8
const phone = 'Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh'

/** Creates the HTTP client of a phone that trusts one certificate authority. One cookie jar serves the app and WeCom. */
export function createHttpClient(ca: string, appUrl: string) {
  const jar = new Map<string, string>()
  const cookieLines: string[] = []

  function send(method: string, url: string, headers: Record<string, string>, body?: string): Promise<HttpResponse> {
    const request = url.startsWith('https:') ? secureRequest : plainRequest
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url,
        { method, ca, headers: { 'user-agent': phone, ...headers, cookie } },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const setCookies = response.headers['set-cookie'] ?? []
            for (const line of setCookies) storeCookie(line)
            const text = Buffer.concat(chunks).toString('utf8')
            resolve({ status: response.statusCode ?? 0, headers: response.headers, setCookies, body: text })
          })
        },
      )
      outgoing.once('error', reject)
      outgoing.end(body)
    })
  }

  function storeCookie(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (/max-age=0/i.test(line)) jar.delete(name)
    else jar.set(name, value)
    cookieLines.push(line)
  }

  return {
    /** All `Set-Cookie` headers so far. */
    cookieLines,
    get: (path: string, headers: Record<string, string> = {}) => send('GET', new URL(path, appUrl).href, headers),
    /** Signs in as a member, through WeCom's authorize page. */
    async signIn(userid: string): Promise<HttpResponse> {
      jar.set('wecom_persona', userid)
      let url = `${appUrl}/`
      for (let hop = 0; hop < MAX_HOPS; hop += 1) {
        const response = await send('GET', url, navigation)
        const { location } = response.headers
        if (location === undefined) return response
        url = new URL(location, url).href
      }
      throw new Error('The sign-in redirects without end')
    },
    async api<Body>(method: 'GET' | 'POST', path: string, body: unknown = {}): Promise<Body> {
      const writeHeaders = { origin: appUrl, 'sec-fetch-site': 'same-origin', 'x-requested-with': 'desk' }
      const content = method === 'POST' ? JSON.stringify(body) : undefined
      const headers = {
        ...writeHeaders,
        accept: 'application/json',
        ...(content && { 'content-type': 'application/json' }),
      }
      const response = await send(method, `${appUrl}${path}`, headers, content)
      if (response.status >= 400)
        throw new Error(`${method} ${path}: ${response.status} ${response.body.slice(0, 300)}`)
      return JSON.parse(response.body) as Body
    },
  }
}
export type HttpClient = ReturnType<typeof createHttpClient>
