import { describe, expect } from 'vitest'
import { createTestApp, createSession, createTestClient } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'

const jsonHeaders = { 'content-type': 'application/json', 'x-requested-with': 'desk' }
const ownHeaders = { ...jsonHeaders, origin: 'http://desk.test' }

async function signedInApp(kit: Kit, publicUrl = 'http://desk.test') {
  const deps = { ...kit.deps, site: { ...kit.deps.site, publicUrl } }
  await kit.given.department({ id: 1 })
  const token = await createSession(deps, await kit.given.member())
  const cookie = `${publicUrl.startsWith('https') ? '__Host-' : ''}desk_session=${token}`
  const app = createTestApp(deps)
  return (
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: string | ReadableStream } = {},
  ) => app.request(path, { ...init, headers: { cookie, ...init.headers } })
}

describe('security headers', () => {
  test.for(['/', '/api/me', '/api/nowhere', '/nowhere', '/healthz', '/wecom/callback/app', '/auth/callback'])(
    'every response has the security headers: %s',
    async (path, { kit }) => {
      const { headers } = await (await signedInApp(kit))(path, { headers: { accept: 'text/html' } })
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
        'x-request-id': expect.stringMatching(/^evt_/) as string,
        'permissions-policy': expect.stringContaining('geolocation=()') as string,
      })
      expect(headers.get('strict-transport-security')).toBeNull()
      expect(headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  test('a page inside WeCom has no opener policy', async ({ kit }) => {
    const headers = {
      accept: 'text/html',
      'user-agent': 'Mozilla/5.0 (Linux; Android 14) wxwork/4.1.36 MicroMessenger/7.0.1',
    }
    const response = await (await signedInApp(kit))('/', { headers })
    expect(response.status).toBe(200)
    expect(response.headers.get('cross-origin-opener-policy')).toBeNull()
  })

  test('the CSP contains the nonce of this response, and no foreign origin', async ({ kit }) => {
    const call = await signedInApp(kit)
    const policyOf = async () => (await call('/')).headers.get('content-security-policy') ?? ''
    const [first, second] = [await policyOf(), await policyOf()]
    const [, nonce = ''] = /script-src 'self' 'nonce-(\w{32})'/.exec(first) ?? []
    expect(second).not.toContain(nonce)
    expect(first.replaceAll(nonce, 'N').split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'nonce-N'",
      "style-src 'self' 'nonce-N'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "frame-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ])
  })

  test('HSTS is sent on https only', async ({ kit }) => {
    const call = await signedInApp(kit, 'https://desk.test')
    expect((await call('/healthz')).headers.get('strict-transport-security')).toBe('max-age=31536000')
  })

  test('a request id sent by the client is ignored', async ({ kit }) => {
    const { headers } = await (await signedInApp(kit))('/healthz', { headers: { 'x-request-id': 'forged' } })
    expect(headers.get('x-request-id')).not.toBe('forged')
  })
})

describe('cross-site requests', () => {
  const from = (site: string, mode: string) => ({ 'sec-fetch-site': site, 'sec-fetch-mode': mode })

  test.for([
    ['cross-site', 'no-cors'],
    ['cross-site', 'cors'],
    ['same-site', 'no-cors'],
    ['cross-site', 'websocket'],
  ] as const)('a cross-site subresource request is refused everywhere: %s %s', async ([site, mode], { kit }) => {
    const call = await signedInApp(kit)
    for (const path of [
      '/',
      '/api/me',
      '/auth/login',
      '/auth/callback?code=x',
      '/auth/second-factor?code=x',
      '/healthz',
    ])
      expect([path, (await call(path, { headers: from(site, mode) })).status]).toEqual([path, 403])
  })

  test.for([
    ['a member who follows a link', from('cross-site', 'navigate')],
    ['our own page', from('same-origin', 'cors')],
    ['an address that was typed', from('none', 'navigate')],
    ['a browser that sends only Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
    ['an old browser without Sec-Fetch headers', {}],
  ] as [string, Record<string, string>][])(
    'a request that is no cross-site subresource request is accepted: %s',
    async ([, headers], { kit }) => {
      expect((await (await signedInApp(kit))('/api/me', { headers })).status).toBe(200)
    },
  )
})

describe('state-changing requests', () => {
  const post = (call: Awaited<ReturnType<typeof signedInApp>>, headers: Record<string, string>) =>
    call('/api/sign-out', { method: 'POST', headers, body: '{}' })

  test.for([
    ['our own page', ownHeaders],
    ['our own page, without Origin', { ...jsonHeaders, 'sec-fetch-site': 'same-origin' }],
    ['our own page, with a charset', { ...ownHeaders, 'content-type': 'application/json; charset=utf-8' }],
  ] as [string, Record<string, string>][])('a change from %s is accepted', async ([, headers], { kit }) => {
    expect((await post(await signedInApp(kit), headers)).status).toBe(204)
  })

  test.for([
    ['another origin', { ...jsonHeaders, origin: 'http://evil.test' }],
    ['the null origin', { ...jsonHeaders, origin: 'null' }],
    ['another scheme', { ...jsonHeaders, origin: 'https://desk.test' }],
    ['another port', { ...jsonHeaders, origin: 'http://desk.test:81' }],
    ['a host that begins like ours', { ...jsonHeaders, origin: 'http://desk.test.evil.test' }],
    ['no origin at all', jsonHeaders],
    ['another site', { ...jsonHeaders, 'sec-fetch-site': 'cross-site' }],
    ['another host of the same site', { ...jsonHeaders, 'sec-fetch-site': 'same-site' }],
    ['a form', { ...ownHeaders, 'content-type': 'application/x-www-form-urlencoded' }],
    ['a form of type text/plain', { ...ownHeaders, 'content-type': 'text/plain' }],
    ['a type that begins like JSON', { ...ownHeaders, 'content-type': 'application/jsonp' }],
    ['a page without our header', { origin: ownHeaders.origin, 'content-type': ownHeaders['content-type'] }],
  ] as [string, Record<string, string>][])('a change from %s is refused', async ([, headers], { kit }) => {
    const call = await signedInApp(kit)
    const response = await post(call, headers)
    expect([response.status, await response.json()]).toMatchObject([403, { error: { code: 'origin.foreign' } }])
    expect((await call('/api/me')).status).toBe(200)
  })

  test('a call from a page of another member is refused, as without a session, except for the sign-out', async ({
    kit,
  }) => {
    const call = await signedInApp(kit)
    const ofAnother = { ...ownHeaders, 'x-desk-member': 'somebody-else' }
    const endOthers = (headers: Record<string, string>) =>
      call('/api/sessions/end-others', { method: 'POST', headers, body: '{}' })
    for (const response of [await endOthers(ofAnother), await call('/api/me', { headers: ofAnother })])
      expect([response.status, await response.json()]).toMatchObject([401, { error: { code: 'auth.required' } }])
    const { userid } = (await (await call('/api/me')).json()) as { userid: string }
    const ofMember = { ...ownHeaders, 'x-desk-member': userid.toUpperCase() }
    expect((await call('/api/me', { headers: ofMember })).status).toBe(200)
    expect((await endOthers(ofMember)).status).toBe(200)
    expect((await post(call, ofAnother)).status).toBe(204)
    expect((await call('/api/me')).status).toBe(401)
  })

  test('a call about a lost-device case is not refused when it comes from a page of another member', async ({
    kit,
  }) => {
    const call = await signedInApp(kit)
    const response = await call('/api/lost-device/cases/req_aaaaaa', { headers: { 'x-desk-member': 'somebody-else' } })
    expect(response.status).toBe(404)
  })

  test.for(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'])(
    'a change by the method %s is refused',
    async (method, { kit }) => {
      const call = await signedInApp(kit)
      const headers = { ...ownHeaders, 'x-http-method-override': 'POST' }
      expect((await call('/api/sign-out', { method, headers })).status).toBe(404)
      expect((await call('/api/me')).status).toBe(200)
    },
  )

  test('a body with the longest policy is not too large', async ({ kit }) => {
    const call = await signedInApp(kit)
    const content = { title: '条'.repeat(60), body: '文'.repeat(4000), why: '因'.repeat(200) }
    const clauses = Array.from({ length: 100 }, (_, index) => ({
      id: String(index),
      no: String(index),
      zh: content,
      en: content,
    }))
    for (const path of ['/api/settings/policies', '/api/settings/policies/pol_aaaaaa/draft']) {
      const response = await call(path, { method: 'POST', headers: ownHeaders, body: JSON.stringify({ clauses }) })
      expect(response.status).toBe(404)
    }
  })

  test('a body over 64 KiB is refused, with a length and in chunks', async ({ kit }) => {
    const call = await signedInApp(kit)
    const body = JSON.stringify('x'.repeat(64 * 1024))
    const chunked = new Blob([body]).stream()
    const withLength = await call('/api/requests', { method: 'POST', headers: ownHeaders, body })
    const init = { method: 'POST', headers: ownHeaders, body: chunked, duplex: 'half' }
    const inChunks = await call('/api/requests', init)
    for (const response of [withLength, inChunks]) {
      expect([response.status, await response.json()]).toMatchObject([413, { error: { code: 'input.too_large' } }])
    }
  })
})

describe('callbacks', () => {
  test.for(['app', 'contacts'])(
    'a callback to %s that is not authentic gets the same 403 at any size',
    async (name, { kit }) => {
      const app = createTestApp(kit.deps)
      for (const body of ['<xml/>', 'x'.repeat(100_000), 'x'.repeat(300_000)]) {
        const response = await app.request(`/wecom/callback/${name}`, { method: 'POST', body })
        expect([response.status, await response.text()]).toEqual([403, ''])
      }
    },
  )
})

describe('route rules', () => {
  test.for(['/api/nowhere', '/API/me', '/api//me', '/api/me/', '/api/me;x', '/.env', '/.git/config'])(
    'a route missing in the table does not exist, with and without a session: %s',
    async (path, { kit }) => {
      const call = await signedInApp(kit)
      const anonymous = await createTestClient(kit.deps).requestAs(null, 'GET', path)
      expect([(await call(path)).status, anonymous.status]).toEqual([404, 404])
    },
  )

  test('a route mounted without a rule does not run', async ({ kit }) => {
    const app = createTestApp(kit.deps)
    let ran = false
    app.get('/api/forgotten', (c) => {
      ran = true
      return c.text('')
    })
    expect((await app.request('/api/forgotten')).status).toBe(404)
    expect(ran).toBe(false)
  })
})
