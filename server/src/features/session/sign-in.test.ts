import { describe, expect } from 'vitest'
import { auditEntries, members, signInStates } from '../../db/schema/index.ts'
import { sha256 } from '../../kernel/hash.ts'
import { initialStateOf, browser, desktopAgent } from '../../testing/browser.ts'
import { createTestApp } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { givenSignIn } from '../../testing/sign-in.ts'

describe('the redirect to WeCom', () => {
  test('a page without a session redirects WeCom’s client to the silent sign-in', async ({ kit }) => {
    const { phone } = await givenSignIn(kit)
    const response = await phone.open('/requests?after=abc')
    const target = new URL(response.headers.get('location') ?? '')
    expect([response.status, target.origin, target.pathname, target.hash]).toEqual([
      302,
      'http://oauth.test',
      '/connect/oauth2/authorize',
      '#wechat_redirect',
    ])
    expect(Object.fromEntries(target.searchParams)).toEqual({
      appid: 'wwtest',
      redirect_uri: 'http://desk.test/auth/callback?to=%2Frequests%3Fafter%3Dabc',
      response_type: 'code',
      scope: 'snsapi_base',
      state: expect.stringMatching(/^[a-zA-Z0-9]{105}$/) as string,
      agentid: '1000002',
    })
  })

  test('another browser is redirected to the login page', async ({ kit }) => {
    const { app } = await givenSignIn(kit)
    const target = new URL((await browser(app, desktopAgent).open('/')).headers.get('location') ?? '')
    expect(target.href.startsWith('http://login.test/wwlogin/sso/login?login_type=CorpApp&appid=wwtest&')).toBe(true)
    expect(target.searchParams.get('agentid')).toBe('1000002')
  })

  test('the return path stays within this app', async ({ kit }) => {
    const { phone, issueCode } = await givenSignIn(kit)
    const begun = await phone.open(`/auth/login?to=${encodeURIComponent('//evil.test')}`)
    expect(new URL(begun.headers.get('location') ?? '').searchParams.get('redirect_uri')).toBe(
      'http://desk.test/auth/callback',
    )
    issueCode('c1')
    const back = await phone.open(`/auth/callback?to=//evil.test&code=c1&state=${await phone.state()}`)
    expect((await initialStateOf(back)).page.name).toBe('home')
  })

  test('a page that fails after the sign-in is replaced by the error page under its own path', async ({ kit }) => {
    const { actor } = await givenSignIn(kit)
    kit.deps.wecom.codes.set('c1', actor.userid)
    const paths: string[] = []
    const app = createTestApp(kit.deps, {
      renderPage: ({ path, initialState: { page } }) => {
        if (page.name !== 'error') return Promise.reject(new Error('fails once'))
        paths.push(path)
        return Promise.resolve({ status: 500, html: 'error', parts: [{ text: 'error', kind: 'own' }] })
      },
    })
    const phone = browser(app)
    const response = await phone.callback(await phone.state('/requests?list=ended'), 'c1')
    expect([response.status, paths]).toEqual([500, ['/requests?list=ended']])
  })

  test('many started sign-ins write nothing to the database', async ({ kit }) => {
    const { app, phone } = await givenSignIn(kit)
    for (let i = 0; i < 50; i += 1) await (i % 2 === 0 ? phone : browser(app)).open('/requests')
    expect(await kit.deps.db.select().from(signInStates)).toEqual([])
  })

  test('the database contains neither the state nor the browser secret', async ({ kit }) => {
    const { phone, issueCode } = await givenSignIn(kit)
    issueCode('c1')
    const state = await phone.state('/approvals')
    await phone.callback(state, 'c1')
    const rows = JSON.stringify(await kit.deps.db.select().from(signInStates))
    expect(rows).toContain(sha256(state))
    expect(rows).not.toContain(state)
    expect(rows).not.toContain(phone.jar.get('desk_state'))
    expect(rows).not.toContain(sha256(phone.jar.get('desk_state') ?? ''))
  })

  test('the cookies are bound to the host on https', async ({ kit }) => {
    const site = { ...kit.deps.site, publicUrl: 'https://desk.test' }
    const app = createTestApp({ ...kit.deps, site })
    const [cookie] = (await browser(app).open('/auth/login')).headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-desk_state=\w+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  })
})

describe('the sign-in callback', () => {
  test('the callback responds with the requested page, signed in', async ({ kit }) => {
    const { phone, issueCode } = await givenSignIn(kit)
    issueCode('c1')
    const response = await phone.callback(await phone.state('/approvals'), 'c1')
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.getSetCookie().join()).toMatch(
      /desk_session=\w{32,}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax/,
    )
    const initialState = await initialStateOf(response)
    expect([initialState.me?.userid, initialState.page.name]).toEqual(['limin', 'approvals'])
  })

  test('the callback stores only the hash of the token, and an audit entry', async ({ kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit)
    issueCode('c1')
    await phone.callback(await phone.state(), 'c1')
    const token = phone.jar.get('desk_session') ?? ''
    const expiresAt = new Date(kit.deps.clock.now().getTime() + 7 * 24 * 3_600_000)
    expect(await live()).toMatchObject([
      { userid: 'limin', tokenHash: sha256(token), clientNetwork: 'unknown', expiresAt },
    ])
    expect(await kit.deps.db.select().from(auditEntries)).toMatchObject([{ actor: 'limin', action: 'session.started' }])
  })

  test('the callback adds an unknown member', async ({ kit }) => {
    const { phone, issueCode } = await givenSignIn(kit)
    const [someone] = kit.deps.wecom.members.values()
    if (someone) kit.deps.wecom.members.set('Zhao', { ...someone, userid: 'Zhao', name: '赵' })
    issueCode('c1', 'Zhao')
    expect((await phone.callback(await phone.state(), 'c1')).status).toBe(200)
    const names = (await kit.deps.db.select().from(members)).map(({ userid, name }) => `${userid} ${name}`)
    expect(names).toContain('Zhao 赵')
  })

  test('the callback recognizes a member whatever the case of the userid', async ({ kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit, { userid: 'LiMin' })
    const member = kit.deps.wecom.members.get('LiMin')
    if (member) kit.deps.wecom.members.set('limin', { ...member, userid: 'limin' })
    issueCode('c1', 'limin')
    await phone.callback(await phone.state(), 'c1')
    expect(await live()).toMatchObject([{ userid: 'LiMin' }])
    expect(await kit.deps.db.select().from(members)).toHaveLength(1)
  })

  test('the callback never reuses an existing session', async ({ kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit)
    const planted = 'planted0planted0planted0planted0'
    phone.jar.set('desk_session', planted)
    issueCode('c1')
    await phone.callback(await phone.state(), 'c1')
    expect(phone.jar.get('desk_session')).not.toBe(planted)
    expect((await live()).map(({ tokenHash }) => tokenHash)).not.toContain(sha256(planted))
  })

  test('a second sign-in of a browser ends its first session', async ({ kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit)
    for (const code of ['c1', 'c2']) {
      issueCode(code)
      await phone.callback(await phone.state(), code)
    }
    expect(await live()).toMatchObject([{ tokenHash: sha256(phone.jar.get('desk_session') ?? '') }])
  })

  test('a second sign-in ends the first session, even after the browser secret has expired', async ({ kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit)
    for (const code of ['c1', 'c2']) {
      issueCode(code)
      phone.jar.delete('desk_state')
      await phone.callback(await phone.state(), code)
    }
    expect(await live()).toHaveLength(1)
  })

  test('a sign-in on another device does not end the session of the first', async ({ kit }) => {
    const { app, phone, issueCode, live } = await givenSignIn(kit)
    for (const [code, device] of [['c1', phone] as const, ['c2', browser(app, desktopAgent)] as const]) {
      issueCode(code)
      await device.callback(await device.state(), code)
    }
    expect(await live()).toHaveLength(2)
  })

  test('two concurrent sign-ins in two tabs leave one session', async ({ kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit)
    const states = [await phone.state(), await phone.state()]
    issueCode('c0')
    issueCode('c1')
    const responses = await Promise.all(states.map((state, tab) => phone.callback(state, `c${tab}`)))
    expect(responses.map(({ status }) => status)).toEqual([200, 200])
    expect(await live()).toHaveLength(1)
  })

  test('two concurrent callbacks with one state open one session without an error', async ({ kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit)
    const state = await phone.state('/requests')
    issueCode('c1')
    const responses = await Promise.all([phone.callback(state, 'c1'), phone.callback(state, 'c1')])
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 302])
    expect(responses.find(({ status }) => status === 302)?.headers.get('location')).toBe('/requests')
    expect(await live()).toHaveLength(1)
  })

  test('back and refresh lead to the page, not to an error', async ({ kit }) => {
    const { phone, issueCode } = await givenSignIn(kit)
    const state = await phone.state('/requests')
    issueCode('c1')
    await phone.callback(state, 'c1')
    kit.deps.clock.advanceHours(0.5)
    phone.jar.delete('desk_state')
    for (const address of [`/auth/callback?code=c1&state=${state}`, '/auth/callback', '/auth/callback?state=unknown']) {
      const response = await phone.open(address)
      expect([address, response.status]).toEqual([address, 302])
    }
    expect((await phone.callback(state, 'c1')).headers.get('location')).toBe('/requests')
  })

  test.for([
    { 'sec-purpose': 'prefetch' },
    { 'sec-purpose': 'prefetch;prerender' },
    { purpose: 'prefetch' },
    { 'x-moz': 'prefetch' },
    { 'sec-fetch-dest': 'iframe' },
    { 'sec-fetch-dest': 'image' },
    { 'sec-fetch-dest': 'script' },
  ] as Record<string, string>[])(
    'the callback refuses a request that is not a user navigation: %j',
    async (headers, { kit }) => {
      const { phone, issueCode, live } = await givenSignIn(kit)
      const state = await phone.state()
      issueCode('c1')
      expect((await phone.callback(state, 'c1', headers)).status).toBe(403)
      expect(await live()).toEqual([])
      expect((await phone.callback(state, 'c1')).status).toBe(200)
    },
  )
})

describe('used states', () => {
  test('a used state is deleted soon after it has expired', async ({ kit }) => {
    const { phone, issueCode } = await givenSignIn(kit)
    const signIn = async (code: string) => {
      issueCode(code)
      await phone.callback(await phone.state(), code)
    }
    await signIn('c1')
    await signIn('c2')
    kit.deps.clock.advanceSeconds(331)
    await signIn('c3')
    expect(await kit.deps.db.select().from(signInStates)).toHaveLength(1)
  })
})

describe('a rotation of the session secret', () => {
  const old = 'test-secret-that-has-32-letters-'
  const fresh = 'another-secret-of-32-characters-'

  test.for([
    ['accepted while the previous secret is configured', old, 200],
    ['refused once it is not', null, 403],
  ] as const)(
    'a sign-in started with the previous secret is %s',
    async ([, previousSessionSecret, status], { kit }) => {
      const { phone, issueCode } = await givenSignIn(kit)
      issueCode('c1')
      const state = await phone.state('/approvals')
      phone.goTo(createTestApp(kit.deps, { sessionSecret: fresh, previousSessionSecret }))
      expect((await phone.callback(state, 'c1')).status).toBe(status)
    },
  )

  test('a rotation of the session secret keeps active sessions', async ({ kit }) => {
    const { phone, issueCode } = await givenSignIn(kit)
    issueCode('c1')
    await phone.callback(await phone.state(), 'c1')
    phone.goTo(createTestApp(kit.deps, { sessionSecret: fresh }))
    expect((await phone.open('/requests')).status).toBe(200)
  })
})
