import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGateway, type Gateway } from './gateway.ts'

type Handler = (req: IncomingMessage, res: ServerResponse) => void

let app: Server
let gateway: Gateway
let handler: Handler
let receivedHeaders: IncomingHttpHeaders = {}

const listen = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
const portOf = (server: Server): number => (server.address() as AddressInfo).port

beforeAll(async () => {
  app = createServer((req, res) => {
    receivedHeaders = req.headers
    handler(req, res)
  })
  await listen(app)
  gateway = createGateway({
    target: `http://127.0.0.1:${portOf(app)}`,
    simulatorUrl: () => 'http://localhost:4100',
    pageDir: new URL('../page/', import.meta.url).pathname,
    nowMs: () => 0,
    newId: () => 'device0001',
  })
  await listen(gateway.server)
})
afterAll(() => {
  for (const server of [app, gateway.server]) {
    server.close()
    server.closeAllConnections()
  }
})

type ProxyResponse = { status: number; headers: IncomingHttpHeaders; body: Buffer }

/** Uses node:http, because fetch sets Sec-Fetch and Host headers and decompresses bodies. */
const send = (path: string, headers: Record<string, string> = {}): Promise<ProxyResponse> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: portOf(gateway.server), path, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    outgoing.on('error', reject).end()
  })

const personaHeaders = { cookie: 'wecom_device=device0001; wecom_persona=limin; theirs=1' }
const html = '<!doctype html><html><head data-a="1"><meta charset="utf-8"></head><body>𠮷</body></html>'
const sendHtml =
  (headers: Record<string, string> = {}): Handler =>
  (_req, res) =>
    void res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html)

describe('request headers for the app', () => {
  it('the app gets one trusted hop, the User-Agent of the client and cookies set by scripts, but no foreign referer', async () => {
    handler = sendHtml()
    await send('/x', {
      ...personaHeaders,
      host: 'localhost:5000',
      'user-agent': 'Mozilla/5.0 Desktop',
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil',
      'sec-ch-ua': '"Chromium"',
      referer: 'http://localhost:4100/',
    })
    expect(receivedHeaders).toMatchObject({
      host: 'localhost:5000',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'localhost:5000',
    })
    expect(receivedHeaders['user-agent']).toContain('wxwork/')
    expect(receivedHeaders['cookie']).toBe('theirs=1')
    for (const name of ['sec-ch-ua', 'referer']) expect(receivedHeaders).not.toHaveProperty(name)
  })

  it('a navigation in a frame becomes a top-level navigation, and a fetch does not change', async () => {
    handler = sendHtml()
    await send('/', {
      ...personaHeaders,
      'sec-fetch-dest': 'iframe',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': 'same-site',
    })
    expect([receivedHeaders['sec-fetch-dest'], receivedHeaders['sec-fetch-site']]).toEqual(['document', 'none'])
    await send('/', {
      ...personaHeaders,
      'sec-fetch-dest': 'iframe',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': 'same-origin',
    })
    expect(receivedHeaders['sec-fetch-site']).toBe('same-origin')
    await send('/', {
      ...personaHeaders,
      'sec-fetch-dest': 'empty',
      'sec-fetch-mode': 'cors',
      'sec-fetch-site': 'cross-site',
    })
    expect([receivedHeaders['sec-fetch-dest'], receivedHeaders['sec-fetch-site']]).toEqual(['empty', 'cross-site'])
  })

  it('the app gets only the cookies of the persona and the device', async () => {
    handler = (_req, res) => void res.writeHead(200, { 'set-cookie': ['sid=1; Path=/; HttpOnly'] }).end()
    const first = await send('/', { cookie: 'wecom_device=device0002; wecom_persona=guoji' })
    expect(first.headers).not.toHaveProperty('set-cookie')
    await send('/', { cookie: 'wecom_device=device0002; wecom_persona=guoji' })
    expect(receivedHeaders.cookie).toBe('sid=1')
    for (const other of [
      'wecom_device=device0002; wecom_persona=limin',
      'wecom_device=device0003; wecom_persona=guoji',
    ]) {
      await send('/', { cookie: other })
      expect(receivedHeaders.cookie).toBeUndefined()
    }
  })
})

describe('responses to the browser', () => {
  it('the browser gets no frame rules, and the bridge with the page’s nonce first in the head', async () => {
    const policy = "default-src 'self'; frame-ancestors 'none'; script-src 'nonce-Abc-1_='"
    handler = sendHtml({
      'content-security-policy': policy,
      'x-frame-options': 'DENY',
      'content-length': String(Buffer.byteLength(html)),
    })
    const { headers, body } = await send('/', personaHeaders)
    expect(headers['content-security-policy']).toBe("default-src 'self'; script-src 'nonce-Abc-1_='")
    expect(headers).not.toHaveProperty('x-frame-options')
    expect(body.toString()).toMatch(
      /<head data-a="1"><script nonce="Abc-1_=" src="\/__device__\/bridge\.js" data-wecom="[^"]+"><\/script><meta/,
    )
    expect(body.toString()).toContain('𠮷')
  })

  it('the bridge is inserted into compressed HTML and into HTML without a head', async () => {
    handler = (_req, res) =>
      void res.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(gzipSync(html))
    expect((await send('/', personaHeaders)).body.toString()).toContain('bridge.js')
    handler = (_req, res) => void res.writeHead(403, { 'content-type': 'text/html' }).end('<!doctype html><p>no')
    expect((await send('/', personaHeaders)).body.toString()).toMatch(/^<!doctype html><script src=.*<p>no$/)
  })

  it('a page that is saved as a file keeps its bytes', async () => {
    handler = sendHtml({ 'content-disposition': 'attachment; filename="audit.html"' })
    expect((await send('/file', personaHeaders)).body.toString()).toBe(html)
  })

  it('other responses are forwarded unchanged and compressed', async () => {
    const packed = gzipSync('console.log(1)')
    handler = (_req, res) =>
      void res
        .writeHead(200, { 'content-type': 'text/javascript', 'content-encoding': 'gzip', etag: '"1"' })
        .end(packed)
    const { headers, body } = await send('/a.js', { ...personaHeaders, 'accept-encoding': 'gzip', accept: '*/*' })
    expect(receivedHeaders['accept-encoding']).toBe('gzip')
    expect([headers['content-encoding'], headers.etag, body.equals(packed)]).toEqual(['gzip', '"1"', true])
  })

  it('server-sent events are forwarded at once', async () => {
    let finish = () => {}
    handler = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
      finish = () => res.end()
    }
    const stream = await fetch(`http://127.0.0.1:${portOf(gateway.server)}/events`, { headers: personaHeaders })
    const first = await stream.body?.getReader().read()
    expect(new TextDecoder().decode(first?.value)).toBe('data: 1\n\n')
    finish()
  })

  it('redirects to the app’s internal address are rewritten to the gateway, and others do not change', async () => {
    const redirectedTo = async (location: string) => {
      handler = (_req, res) => void res.writeHead(302, { location }).end()
      return (await send('/', { ...personaHeaders, host: 'localhost:5000' })).headers.location
    }
    expect(await redirectedTo(`http://127.0.0.1:${portOf(app)}/r/1?a=b`)).toBe('http://localhost:5000/r/1?a=b')
    expect(await redirectedTo('http://localhost:4100/connect')).toBe('http://localhost:4100/connect')
    expect(await redirectedTo('/r/1')).toBe('/r/1')
  })

  it('the browser gets 502 when the app closes the connection', async () => {
    handler = (req) => void req.socket.destroy()
    expect((await send('/', personaHeaders)).status).toBe(502)
  })
})

describe('paths of the client', () => {
  it('/__device__/open sets the persona and redirects only to pages of the app', async () => {
    const open = async (to: string) => (await send(`/__device__/open?userid=li&to=${encodeURIComponent(to)}`)).headers
    expect(await open('/r/1')).toMatchObject({
      location: '/r/1',
      'set-cookie': [expect.stringContaining('wecom_device='), expect.stringContaining('wecom_persona=li;')],
    })
    for (const foreign of ['//evil.example', 'http://evil.example', '/\\evil.example'])
      expect((await open(foreign)).location).toBe('/')
  })

  it.each([
    ['ios', 'iPhone'],
    ['windows', 'WindowsWechat'],
    ['browser', 'Chrome/141'],
  ])(
    'the device %s has its own User-Agent, and a bridge unless it is a browser without WeCom',
    async (kind, userAgentPart) => {
      handler = sendHtml()
      await send(`/__device__/open?userid=li&ua=${kind}&theme=dark`, { cookie: 'wecom_device=device0009' })
      const { body } = await send('/', { cookie: 'wecom_device=device0009; wecom_persona=li' })
      expect(receivedHeaders['user-agent']).toContain(userAgentPart)
      expect(body.toString()).toContain(`&quot;hasBridge&quot;:${kind !== 'browser'}`)
    },
  )

  it('health probes and callbacks are forwarded without a persona', async () => {
    handler = (_req, res) => void res.end('ok')
    for (const path of ['/healthz', '/readyz', '/wecom/callback/app']) {
      expect((await send(path, { accept: 'text/html' })).body.toString()).toBe('ok')
    }
    expect((await send('/', { accept: 'text/html' })).headers.location).toBe('http://localhost:4100/')
  })
})
