import { request } from 'node:http'
import { routeRules } from '@desk/shared/pages/route-rules'
import { expect, it } from 'vitest'
import { type AttackEnvironment, VERIFY_FILE } from './attack-environment.ts'
import { expectPlain } from './input-attacks.ts'
import { createVisitor } from '../lib/browser-session.ts'

const strict = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}
const closed = [
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

/** With a Host header of the attacker's choice, which `fetch` would not send. */
const withHost = (port: number, path: string, headers: Record<string, string>) =>
  new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
    })
    asked.once('error', reject)
    asked.end()
  })

export function configurationAttacks(world: () => AttackEnvironment): void {
  it('H1 H4: every answer, errors included, has the strict headers and no stack', async () => {
    const visitor = await world().as('guoji')
    const answers = [
      await visitor.open('/'),
      await visitor.open('/no/such/page'),
      await createVisitor(world(), 'guoji').get('/api/me'),
      await visitor.get('/api/requests/nonsense'),
      await visitor.post('/api/requests', '{'),
      await visitor.post('/api/requests', {}, { origin: 'https://evil.test' }),
      await visitor.open('/auth/callback?state=x'),
      await fetch(`${world().publicUrl}/wecom/callback/app`, { method: 'POST', body: 'x' }),
      await fetch(`${world().publicUrl}/healthz`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 401, 422, 422, 403, 302, 403, 200])
    for (const answer of answers) {
      for (const [name, value] of Object.entries(strict))
        expect([answer.url, name, answer.headers.get(name)]).toEqual([answer.url, name, value])
      const policy = answer.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe-|\*/)
      expect(answer.headers.get('x-powered-by')).toBeNull()
      expect(answer.headers.get('server')).toBeNull()
      expect(await answer.text()).not.toMatch(/node_modules|\bat \w+ \(file/)
    }
  })

  it('H2: another Host or X-Forwarded-Host changes no address that leaves us', async () => {
    const visitor = await world().as('guoji')
    const evil = {
      host: 'evil.test',
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.test',
    }
    const page = await withHost(world().port, '/', { ...visitor.headers(), ...evil, accept: 'text/html' })
    expect([page.status, page.text.includes('evil.test')]).toEqual([200, false])
    const login = await withHost(world().port, '/auth/login?to=/', { ...evil, accept: 'text/html' })
    expect([login.status, String(login.headers['location'])]).toEqual([302, expect.not.stringContaining('evil')])
    expect(String(login.headers['set-cookie'])).not.toContain('evil')
    const cards = JSON.stringify(world().simulator.state.messages)
    expect(cards).not.toContain('evil.test')
  })

  it('H3: no other site may read or write: no CORS header, no write from another origin, without our header, or by form', async () => {
    const visitor = await world().as('guoji')
    const before = await world().state()
    const foreign = { origin: 'https://evil.test' }
    const read = await visitor.get('/api/me', foreign)
    const asked = await fetch(`${world().publicUrl}/api/requests`, {
      method: 'OPTIONS',
      headers: {
        ...foreign,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-requested-with',
      },
    })
    for (const answer of [read, asked])
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    const post = (headers: Record<string, string>) => visitor.post('/api/sign-out', '{}', headers)
    const statuses = [
      await post(foreign),
      await post({ origin: 'null' }),
      await post({ origin: `${world().publicUrl}.evil.test` }),
      await post({ origin: world().publicUrl.toUpperCase() }),
      await post({ 'x-requested-with': '' }),
      await post({ 'content-type': 'text/plain' }),
      await post({ 'content-type': 'application/x-www-form-urlencoded' }),
      await post({ 'content-type': 'multipart/form-data; boundary=x' }),
    ].map(({ status }) => status)
    expect(statuses).toEqual(statuses.map(() => 403))
    expect((await visitor.get('/api/me')).status).toBe(200)
    expect(await world().state()).toEqual(before)
  })

  it.each(closed)('H5 I2 I3: %s is not there', async (path) => {
    const visitor = await world().as('guoji')
    const answer = await withHost(world().port, path, {
      ...visitor.headers(),
      accept: 'text/html',
      host: `localhost:${world().port}`,
    })
    expect([400, 404]).toContain(answer.status)
    expectPlain(answer.text)
  })

  it('H5: metrics are on a port of their own, and name nobody', async () => {
    const text = await (await fetch(`${world().metricsUrl}/metrics`)).text()
    expect(text).toContain('desk_outbox_backlog')
    expect(text).not.toMatch(/guoji|limin|secret=|token=/)
  })

  it('H6: cookies are HttpOnly, Lax and of the whole path; sign-in behind http sets nothing else', async () => {
    const one = createVisitor(world(), 'liangbo')
    const page = await one.open(await one.startSignIn())
    for (const line of page.headers.getSetCookie()) {
      expect(line).toMatch(/^desk_(session|state|known)=/)
      expect(line).toMatch(/HttpOnly/i)
      expect(line).toMatch(/SameSite=Lax/i)
      expect(line).toMatch(/Path=\/(;|$)/i)
      expect(line).not.toMatch(/Domain=/i)
    }
  })

  it('H7: personal answers may be kept by nobody; assets by everybody', async () => {
    const page = await (await world().as('guoji')).open('/')
    expect([page.headers.get('cache-control'), page.headers.get('vary')]).toEqual(['no-store', 'accept-encoding'])
    const [, asset = ''] = /(\/assets\/[\w.-]+\.js)/.exec(await page.text()) ?? []
    const script = await fetch(world().publicUrl + asset)
    expect([script.status, script.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect(script.headers.getSetCookie()).toEqual([])
  })

  it('H8: the verify file is exact, and none but it', async () => {
    const file = await fetch(`${world().publicUrl}/${VERIFY_FILE}`)
    expect([file.status, await file.text()]).toEqual([200, 'A1b2C3d4E5f6G7h8'])
    for (const other of [
      'WW_verify_other.txt',
      `${VERIFY_FILE}/`,
      VERIFY_FILE.toLowerCase(),
      `${VERIFY_FILE}.txt`,
      'WW_verify_.txt',
    ])
      expect([other, (await fetch(`${world().publicUrl}/${other}`)).status]).toEqual([
        other,
        expect.toSatisfy((status) => status === 404 || status === 401),
      ])
  })

  it('I1: the description of the API names the routes of the table, and no other', async () => {
    const { paths } = (await (await fetch(`${world().publicUrl}/api/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>
    }
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    const ruled = Object.keys(routeRules).filter((route) => / \/api\//.test(route) && !route.endsWith('/openapi.json'))
    expect(described.filter((route) => / \/api\//.test(route)).toSorted()).toEqual(ruled.toSorted())
  })

  it('I4: health says alive and ready, and nothing about this installation', async () => {
    expect(await (await fetch(`${world().publicUrl}/healthz`)).json()).toEqual({ status: 'alive' })
    expect(await (await fetch(`${world().publicUrl}/readyz`)).json()).toEqual({ status: 'ready' })
  })
}
