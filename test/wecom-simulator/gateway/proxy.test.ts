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
let seen: IncomingHttpHeaders = {}

const listen = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
const portOf = (server: Server): number => (server.address() as AddressInfo).port

beforeAll(async () => {
  app = createServer((req, res) => {
    seen = req.headers
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

type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer }

/** node:http, because fetch writes Sec-Fetch and Host headers of its own and unpacks bodies. */
const ask = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: portOf(gateway.server), path, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      )
    })
    asked.on('error', reject).end()
  })

const asPerson = { cookie: 'wecom_device=device0001; wecom_persona=limin; theirs=1' }
const html = '<!doctype html><html><head data-a="1"><meta charset="utf-8"></head><body>𠮷</body></html>'
const sendHtml =
  (headers: Record<string, string> = {}): Handler =>
  (_req, res) =>
    void res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html)

describe('what the app is told', () => {
  it('one trusted hop, the client’s User-Agent, of the browser’s cookies only what scripts wrote, no foreign referer', async () => {
    handler = sendHtml()
    await ask('/x', {
      ...asPerson,
      host: 'localhost:5000',
      'user-agent': 'Mozilla/5.0 Desktop',
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil',
      'sec-ch-ua': '"Chromium"',
      referer: 'http://localhost:4100/',
    })
    expect(seen).toMatchObject({
      host: 'localhost:5000',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'localhost:5000',
    })
    expect(seen['user-agent']).toContain('wxwork/')
    expect(seen['cookie']).toBe('theirs=1')
    for (const name of ['sec-ch-ua', 'referer']) expect(seen).not.toHaveProperty(name)
  })

  it('a frame’s navigation is a page of its own; a fetch stays what it is', async () => {
    handler = sendHtml()
    await ask('/', {
      ...asPerson,
      'sec-fetch-dest': 'iframe',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': 'same-site',
    })
    expect([seen['sec-fetch-dest'], seen['sec-fetch-site']]).toEqual(['document', 'none'])
    await ask('/', {
      ...asPerson,
      'sec-fetch-dest': 'iframe',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': 'same-origin',
    })
    expect(seen['sec-fetch-site']).toBe('same-origin')
    await ask('/', { ...asPerson, 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' })
    expect([seen['sec-fetch-dest'], seen['sec-fetch-site']]).toEqual(['empty', 'cross-site'])
  })

  it('the cookies of that person on that device, and of nobody else', async () => {
    handler = (_req, res) => void res.writeHead(200, { 'set-cookie': ['sid=1; Path=/; HttpOnly'] }).end()
    const first = await ask('/', { cookie: 'wecom_device=device0002; wecom_persona=guoji' })
    expect(first.headers).not.toHaveProperty('set-cookie')
    await ask('/', { cookie: 'wecom_device=device0002; wecom_persona=guoji' })
    expect(seen.cookie).toBe('sid=1')
    for (const other of [
      'wecom_device=device0002; wecom_persona=limin',
      'wecom_device=device0003; wecom_persona=guoji',
    ]) {
      await ask('/', { cookie: other })
      expect(seen.cookie).toBeUndefined()
    }
  })
})

describe('what the browser gets', () => {
  it('no frame rule, and the bridge under the page’s nonce, first in the head', async () => {
    const policy = "default-src 'self'; frame-ancestors 'none'; script-src 'nonce-Abc-1_='"
    handler = sendHtml({
      'content-security-policy': policy,
      'x-frame-options': 'DENY',
      'content-length': String(Buffer.byteLength(html)),
    })
    const { headers, body } = await ask('/', asPerson)
    expect(headers['content-security-policy']).toBe("default-src 'self'; script-src 'nonce-Abc-1_='")
    expect(headers).not.toHaveProperty('x-frame-options')
    expect(body.toString()).toMatch(
      /<head data-a="1"><script nonce="Abc-1_=" src="\/__device__\/bridge\.js" data-wecom="[^"]+"><\/script><meta/,
    )
    expect(body.toString()).toContain('𠮷')
  })

  it('the bridge also when the app compresses unasked, or has no head', async () => {
    handler = (_req, res) =>
      void res.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(gzipSync(html))
    expect((await ask('/', asPerson)).body.toString()).toContain('bridge.js')
    handler = (_req, res) => void res.writeHead(403, { 'content-type': 'text/html' }).end('<!doctype html><p>no')
    expect((await ask('/', asPerson)).body.toString()).toMatch(/^<!doctype html><script src=.*<p>no$/)
  })

  it('everything else byte for byte, compressed as the app sent it', async () => {
    const packed = gzipSync('console.log(1)')
    handler = (_req, res) =>
      void res
        .writeHead(200, { 'content-type': 'text/javascript', 'content-encoding': 'gzip', etag: '"1"' })
        .end(packed)
    const { headers, body } = await ask('/a.js', { ...asPerson, 'accept-encoding': 'gzip', accept: '*/*' })
    expect(seen['accept-encoding']).toBe('gzip')
    expect([headers['content-encoding'], headers.etag, body.equals(packed)]).toEqual(['gzip', '"1"', true])
  })

  it('events as they come', async () => {
    let finish = () => {}
    handler = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
      finish = () => res.end()
    }
    const stream = await fetch(`http://127.0.0.1:${portOf(gateway.server)}/events`, { headers: asPerson })
    const first = await stream.body?.getReader().read()
    expect(new TextDecoder().decode(first?.value)).toBe('data: 1\n\n')
    finish()
  })

  it('redirects to the app’s own address through the gateway, others as they are', async () => {
    const goTo = async (location: string) => {
      handler = (_req, res) => void res.writeHead(302, { location }).end()
      return (await ask('/', { ...asPerson, host: 'localhost:5000' })).headers.location
    }
    expect(await goTo(`http://127.0.0.1:${portOf(app)}/r/1?a=b`)).toBe('http://localhost:5000/r/1?a=b')
    expect(await goTo('http://localhost:4100/connect')).toBe('http://localhost:4100/connect')
    expect(await goTo('/r/1')).toBe('/r/1')
  })

  it('a sentence when the app is away', async () => {
    handler = (req) => void req.socket.destroy()
    expect((await ask('/', asPerson)).status).toBe(502)
  })
})

describe('the client’s own paths', () => {
  it('open a page as somebody, and only a page of the app', async () => {
    const open = async (to: string) => (await ask(`/__device__/open?userid=li&to=${encodeURIComponent(to)}`)).headers
    expect(await open('/r/1')).toMatchObject({
      location: '/r/1',
      'set-cookie': [expect.stringContaining('wecom_device='), expect.stringContaining('wecom_persona=li;')],
    })
    for (const away of ['//evil.example', 'http://evil.example', '/\\evil.example'])
      expect((await open(away)).location).toBe('/')
  })

  it.each([
    ['ios', 'iPhone'],
    ['windows', 'WindowsWechat'],
    ['browser', 'Chrome/141'],
  ])('choose the device: %s', async (kind, mark) => {
    handler = sendHtml()
    await ask(`/__device__/open?userid=li&ua=${kind}&theme=dark`, { cookie: 'wecom_device=device0009' })
    const { body } = await ask('/', { cookie: 'wecom_device=device0009; wecom_persona=li' })
    expect(seen['user-agent']).toContain(mark)
    expect(body.toString()).toContain(`&quot;hasBridge&quot;:${kind !== 'browser'}`)
  })

  it('probes and the platform’s posts pass without a persona', async () => {
    handler = (_req, res) => void res.end('ok')
    for (const path of ['/healthz', '/readyz', '/wecom/callback/app']) {
      expect((await ask(path, { accept: 'text/html' })).body.toString()).toBe('ok')
    }
    expect((await ask('/', { accept: 'text/html' })).headers.location).toBe('http://localhost:4100/')
  })
})
