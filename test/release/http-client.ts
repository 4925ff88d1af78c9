import { request as plainRequest, type IncomingHttpHeaders } from 'node:http'
import { request as secureRequest } from 'node:https'

export type Answer = { status: number; headers: IncomingHttpHeaders; setCookies: readonly string[]; body: string }

const MAX_HOPS = 8
const phone = 'Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh'
const navigation = {
  accept: 'text/html',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}

/** Somebody with a phone who believes one certificate authority. Cookies are kept by name; both hosts are `localhost`. */
export function visitor(ca: string, appUrl: string) {
  const jar = new Map<string, string>()
  const given: string[] = []

  function send(method: string, url: string, headers: Record<string, string>, body?: string): Promise<Answer> {
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
            for (const line of setCookies) keep(line)
            const text = Buffer.concat(chunks).toString('utf8')
            resolve({ status: response.statusCode ?? 0, headers: response.headers, setCookies, body: text })
          })
        },
      )
      outgoing.once('error', reject)
      outgoing.end(body)
    })
  }

  function keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (/max-age=0/i.test(line)) jar.delete(name)
    else jar.set(name, value)
    given.push(line)
  }

  return {
    /** Every cookie that was set, whole lines. */
    given,
    get: (path: string, headers: Record<string, string> = {}) => send('GET', new URL(path, appUrl).href, headers),
    /** Through WeCom's authorize page and back, as this member. */
    async signIn(userid: string): Promise<Answer> {
      jar.set('wecom_persona', userid)
      let url = `${appUrl}/`
      for (let hop = 0; hop < MAX_HOPS; hop += 1) {
        const answer = await send('GET', url, navigation)
        const { location } = answer.headers
        if (location === undefined) return answer
        url = new URL(location, url).href
      }
      throw new Error('The sign-in redirects without end')
    },
    async api<Body>(method: 'GET' | 'POST', path: string, body: unknown = {}): Promise<Body> {
      const own = { origin: appUrl, 'sec-fetch-site': 'same-origin', 'x-requested-with': 'desk' }
      const content = method === 'POST' ? JSON.stringify(body) : undefined
      const headers = { ...own, accept: 'application/json', ...(content && { 'content-type': 'application/json' }) }
      const answer = await send(method, `${appUrl}${path}`, headers, content)
      if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.body.slice(0, 300)}`)
      return JSON.parse(answer.body) as Body
    },
  }
}
export type Visitor = ReturnType<typeof visitor>
