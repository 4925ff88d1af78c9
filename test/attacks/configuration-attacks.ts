import { request } from 'node:http'
import { routeRules } from '@desk/shared/pages/route-rules'
import { expect, it } from 'vitest'
import { type AttackEnvironment, VERIFY_FILE } from './attack-environment.ts'
import { expectNoInternals } from './input-attacks.ts'
import { createVisitor } from '../lib/browser-session.ts'

const strictHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}
const unavailablePaths = [
  '/.env',
  '/.git/config',
  '/.git/HEAD',
  '/package.json',
  '/metrics',
  '/docs',
  '/swagger',
  '/openapi.json',
  '/server.js.map',
  '/assets/',
  '/assets/.vite/manifest.json',
  '/.vite/manifest.json',
  '/assets/..%2f..%2fpackage.json',
  '/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
  '/assets/..%5c..%5cpackage.json',
  '/assets/%00',
  '/data/pglite/PG_VERSION',
  '/api',
  '/api/v0/me',
  '/v1/departments',
  '/old',
  '/__sim__/state',
  '/__device__/open?userid=guoji',
  '/cgi-bin/gettoken',
  '/debug/pprof',
  '/server-status',
  '/actuator/health',
]

/** Sends a request with any Host header, which `fetch` does not allow. */
const requestWithHost = (port: number, path: string, headers: Record<string, string>) =>
  new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    outgoing.once('error', reject)
    outgoing.end()
  })

export function configurationAttacks(environment: () => AttackEnvironment): void {
  it('H1 H4: pages, API responses, redirects and errors have the strict headers and no stack trace', async () => {
    const visitor = await environment().as('guoji')
    const responses = [
      await visitor.open('/'),
      await visitor.open('/no/such/page'),
      await createVisitor(environment(), 'guoji').get('/api/me'),
      await visitor.get('/api/requests/nonsense'),
      await visitor.post('/api/requests', '{'),
      await visitor.post('/api/requests', {}, { origin: 'https://evil.test' }),
      await visitor.open('/auth/callback?state=x'),
      await fetch(`${environment().publicUrl}/wecom/callback/app`, { method: 'POST', body: 'x' }),
      await fetch(`${environment().publicUrl}/healthz`),
    ]
    expect(responses.map(({ status }) => status)).toEqual([200, 404, 401, 422, 422, 403, 302, 403, 200])
    // Only the last two are not from WeCom's browser, where a page has no opener.
    const openers = responses.map(({ headers }) => headers.get('cross-origin-opener-policy'))
    expect(openers).toEqual([...responses.slice(2).map(() => null), 'same-origin', 'same-origin'])
    for (const response of responses) {
      for (const [name, value] of Object.entries(strictHeaders))
        expect([response.url, name, response.headers.get(name)]).toEqual([response.url, name, value])
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe-|\*/)
      expect(response.headers.get('x-powered-by')).toBeNull()
      expect(response.headers.get('server')).toBeNull()
      expect(await response.text()).not.toMatch(/node_modules|\bat \w+ \(file/)
    }
  })

  it('H2: another Host or X-Forwarded-Host header appears in no page, redirect, cookie or card', async () => {
    const visitor = await environment().as('guoji')
    const evil = {
      host: 'evil.test',
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.test',
    }
    const page = await requestWithHost(environment().port, '/', { ...visitor.headers(), ...evil, accept: 'text/html' })
    expect([page.status, page.text.includes('evil.test')]).toEqual([200, false])
    const login = await requestWithHost(environment().port, '/auth/login?to=/', { ...evil, accept: 'text/html' })
    expect([login.status, String(login.headers['location'])]).toEqual([302, expect.not.stringContaining('evil')])
    expect(String(login.headers['set-cookie'])).not.toContain('evil')
    const cards = JSON.stringify(environment().simulator.state.messages)
    expect(cards).not.toContain('evil.test')
  })

  it('H3: another site can neither read nor write: no CORS headers, and writes with a wrong origin, header or content type get 403', async () => {
    const visitor = await environment().as('guoji')
    const before = await environment().state()
    const foreign = { origin: 'https://evil.test' }
    const read = await visitor.get('/api/me', foreign)
    const preflight = await fetch(`${environment().publicUrl}/api/requests`, {
      method: 'OPTIONS',
      headers: {
        ...foreign,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-requested-with',
      },
    })
    for (const response of [read, preflight])
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    const post = (headers: Record<string, string>) => visitor.post('/api/sign-out', '{}', headers)
    const statuses = [
      await post(foreign),
      await post({ origin: 'null' }),
      await post({ origin: `${environment().publicUrl}.evil.test` }),
      await post({ origin: environment().publicUrl.toUpperCase() }),
      await post({ 'x-requested-with': '' }),
      await post({ 'content-type': 'text/plain' }),
      await post({ 'content-type': 'application/x-www-form-urlencoded' }),
      await post({ 'content-type': 'multipart/form-data; boundary=x' }),
    ].map(({ status }) => status)
    expect(statuses).toEqual(statuses.map(() => 403))
    expect((await visitor.get('/api/me')).status).toBe(200)
    expect(await environment().state()).toEqual(before)
  })

  it.each(unavailablePaths)('H5 I2 I3: %s is not served', async (path) => {
    const visitor = await environment().as('guoji')
    const response = await requestWithHost(environment().port, path, {
      ...visitor.headers(),
      accept: 'text/html',
      host: `localhost:${environment().port}`,
    })
    expect([400, 404]).toContain(response.status)
    expectNoInternals(response.text)
  })

  it('H5: metrics are served on their own port and contain no userid and no secret', async () => {
    const text = await (await fetch(`${environment().metricsUrl}/metrics`)).text()
    expect(text).toContain('desk_outbox_backlog')
    expect(text).not.toMatch(/guoji|limin|secret=|token=/)
  })

  it('H6: a sign-in sets only the known cookies, which are HttpOnly, SameSite=Lax and have no domain', async () => {
    const visitor = createVisitor(environment(), 'liangbo')
    const login = await visitor.open('/auth/login?to=/')
    const page = await visitor.open(await visitor.startSignIn())
    const lines = [...login.headers.getSetCookie(), ...page.headers.getSetCookie()]
    const names = lines.map((line) => line.slice(0, line.indexOf('=')))
    expect([...new Set(names)].toSorted()).toEqual(['desk_known', 'desk_session', 'desk_state'])
    for (const line of lines) {
      expect(line).toMatch(/HttpOnly/i)
      expect(line).toMatch(/SameSite=Lax/i)
      expect(line).toMatch(/Path=\/(;|$)/i)
      expect(line).not.toMatch(/Domain=/i)
    }
  })

  it('H7: pages may not be cached; assets may be cached publicly', async () => {
    const page = await (await environment().as('guoji')).open('/')
    expect([page.headers.get('cache-control'), page.headers.get('vary')]).toEqual(['no-store', 'accept-encoding'])
    const [, asset = ''] = /(\/assets\/[\w.-]+\.js)/.exec(await page.text()) ?? []
    const script = await fetch(environment().publicUrl + asset)
    expect([script.status, script.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect(script.headers.getSetCookie()).toEqual([])
  })

  it('H8: only the exact name of the verify file is served', async () => {
    const file = await fetch(`${environment().publicUrl}/${VERIFY_FILE}`)
    expect([file.status, await file.text()]).toEqual([200, 'A1b2C3d4E5f6G7h8'])
    for (const other of [
      'WW_verify_other.txt',
      `${VERIFY_FILE}/`,
      VERIFY_FILE.toLowerCase(),
      `${VERIFY_FILE}.txt`,
      'WW_verify_.txt',
    ])
      expect([other, (await fetch(`${environment().publicUrl}/${other}`)).status]).toEqual([
        other,
        expect.toSatisfy((status) => status === 404 || status === 401),
      ])
  })

  it('I1: the OpenAPI document contains exactly the API routes of the rule table', async () => {
    const { paths } = (await (await fetch(`${environment().publicUrl}/api/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>
    }
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    const listed = Object.keys(routeRules).filter(
      (route) => / \/api\//.test(route) && !/\/(openapi\.json|docs)$/.test(route),
    )
    expect(described.filter((route) => / \/api\//.test(route)).toSorted()).toEqual(listed.toSorted())
  })

  it('I4: the health routes respond with a status and nothing about this installation', async () => {
    expect(await (await fetch(`${environment().publicUrl}/healthz`)).json()).toEqual({ status: 'alive' })
    expect(await (await fetch(`${environment().publicUrl}/readyz`)).json()).toEqual({ status: 'ready' })
  })
}
