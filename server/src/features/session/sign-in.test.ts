import { describe, expect } from 'vitest'
import { auditEntries, members, sessions, signInStates } from '../../db/schema/index.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { sha256 } from '../../kernel/hash.ts'
import { bootOf, browser, desktopAgent } from '../../testing/browser.ts'
import { createTestApp } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'

/** One member whom WeCom knows, and a phone that opens our pages. */
async function arrange(kit: Kit, over: { status?: 1 | 2 | 4 | 5; userid?: string } = {}) {
  await kit.given.department({ id: 1 })
  const actor = await kit.given.member({ userid: 'limin', ...over })
  const app = createTestApp(kit.deps)
  const { wecom } = kit.deps
  const issueCode = (code: string, userid = actor.userid) => void wecom.codes.set(code, userid)
  return { actor, app, phone: browser(app), issueCode, live: () => liveSessions(kit) }
}

const liveSessions = async ({ deps }: Kit) =>
  (await deps.db.select().from(sessions)).filter(({ endedAt }) => endedAt === null)
const refusalOf = async (response: Response) => (await bootOf(response)).page.data['reason']

describe('the way to WeCom', () => {
  test('a page without a session goes silently to WeCom, from its own client', async ({ kit }) => {
    const { phone } = await arrange(kit)
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
      redirect_uri: 'http://desk.test/auth/callback',
      response_type: 'code',
      scope: 'snsapi_base',
      state: expect.stringMatching(/^[a-zA-Z0-9]{32}$/) as string,
      agentid: '1000002',
    })
    expect((await kit.deps.db.select().from(signInStates))[0]?.returnTo).toBe('/requests?after=abc')
  })

  test('any other browser goes to the login page', async ({ kit }) => {
    const { app } = await arrange(kit)
    const target = new URL((await browser(app, desktopAgent).open('/')).headers.get('location') ?? '')
    expect(target.href.startsWith('http://login.test/wwlogin/sso/login?login_type=CorpApp&appid=wwtest&')).toBe(true)
    expect(target.searchParams.get('agentid')).toBe('1000002')
  })

  test('the address to return to stays on our own pages', async ({ kit }) => {
    const { phone } = await arrange(kit)
    await phone.state('//evil.test')
    expect((await kit.deps.db.select().from(signInStates))[0]?.returnTo).toBe('/')
  })

  test('the database holds neither the state nor the browser secret', async ({ kit }) => {
    const { phone } = await arrange(kit)
    const state = await phone.state()
    const rows = JSON.stringify(await kit.deps.db.select().from(signInStates))
    expect(rows).toContain(sha256(state))
    expect(rows).not.toContain(state)
    expect(rows).not.toContain(phone.jar.get('desk_state'))
    expect(rows).not.toContain(sha256(phone.jar.get('desk_state') ?? ''))
  })

  test('the cookies are pinned to the host on https', async ({ kit }) => {
    const site = { ...kit.deps.site, publicUrl: 'https://desk.test' }
    const app = createTestApp({ ...kit.deps, site })
    const [cookie] = (await browser(app).open('/auth/login')).headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-desk_state=\w+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  })
})

describe('the way back', () => {
  test('answers with the wanted page itself, signed in', async ({ kit }) => {
    const { phone, issueCode } = await arrange(kit)
    issueCode('c1')
    const response = await phone.callback(await phone.state('/approvals'), 'c1')
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.getSetCookie().join()).toMatch(
      /desk_session=\w{32,}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax/,
    )
    const boot = await bootOf(response)
    expect([boot.me?.userid, boot.page.name]).toEqual(['limin', 'approvals'])
  })

  test('stores only the hash of the token, and an audit row', async ({ kit }) => {
    const { phone, issueCode, live } = await arrange(kit)
    issueCode('c1')
    await phone.callback(await phone.state(), 'c1')
    const token = phone.jar.get('desk_session') ?? ''
    const expiresAt = new Date(kit.deps.clock.now().getTime() + 7 * 24 * 3_600_000)
    expect(await live()).toMatchObject([{ userid: 'limin', tokenHash: sha256(token), clientNet: 'unknown', expiresAt }])
    expect(await kit.deps.db.select().from(auditEntries)).toMatchObject([{ actor: 'limin', action: 'session.started' }])
  })

  test('mirrors a member who was unknown so far', async ({ kit }) => {
    const { phone, issueCode } = await arrange(kit)
    const [someone] = kit.deps.wecom.members.values()
    if (someone) kit.deps.wecom.members.set('Zhao', { ...someone, userid: 'Zhao', name: '赵' })
    issueCode('c1', 'Zhao')
    expect((await phone.callback(await phone.state(), 'c1')).status).toBe(200)
    const names = (await kit.deps.db.select().from(members)).map(({ userid, name }) => `${userid} ${name}`)
    expect(names).toContain('Zhao 赵')
  })

  test('knows a member whatever the case of the userid', async ({ kit }) => {
    const { phone, issueCode, live } = await arrange(kit, { userid: 'LiMin' })
    const known = kit.deps.wecom.members.get('LiMin')
    if (known) kit.deps.wecom.members.set('limin', { ...known, userid: 'limin' })
    issueCode('c1', 'limin')
    await phone.callback(await phone.state(), 'c1')
    expect(await live()).toMatchObject([{ userid: 'LiMin' }])
    expect(await kit.deps.db.select().from(members)).toHaveLength(1)
  })

  test('never adopts a session that was there before', async ({ kit }) => {
    const { phone, issueCode, live } = await arrange(kit)
    const planted = 'planted0planted0planted0planted0'
    phone.jar.set('desk_session', planted)
    issueCode('c1')
    await phone.callback(await phone.state(), 'c1')
    expect(phone.jar.get('desk_session')).not.toBe(planted)
    expect((await live()).map(({ tokenHash }) => tokenHash)).not.toContain(sha256(planted))
  })

  test('a second sign-in of a browser ends its first session', async ({ kit }) => {
    const { phone, issueCode, live } = await arrange(kit)
    for (const code of ['c1', 'c2']) {
      issueCode(code)
      await phone.callback(await phone.state(), code)
    }
    expect(await live()).toMatchObject([{ tokenHash: sha256(phone.jar.get('desk_session') ?? '') }])
  })

  test('also when its own secret has expired since', async ({ kit }) => {
    const { phone, issueCode, live } = await arrange(kit)
    for (const code of ['c1', 'c2']) {
      issueCode(code)
      phone.jar.delete('desk_state')
      await phone.callback(await phone.state(), code)
    }
    expect(await live()).toHaveLength(1)
  })

  test('a sign-in on another device ends nothing here', async ({ kit }) => {
    const { app, phone, issueCode, live } = await arrange(kit)
    for (const [code, device] of [['c1', phone] as const, ['c2', browser(app, desktopAgent)] as const]) {
      issueCode(code)
      await device.callback(await device.state(), code)
    }
    expect(await live()).toHaveLength(2)
  })

  test('two tabs of a browser, signing in at once, leave one session', async ({ kit }) => {
    const { phone, issueCode, live } = await arrange(kit)
    const states = [await phone.state(), await phone.state()]
    issueCode('c0')
    issueCode('c1')
    const answers = await Promise.all(states.map((state, tab) => phone.callback(state, `c${tab}`)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(await live()).toHaveLength(1)
  })

  test('two at once with one state make one session and no error', async ({ kit }) => {
    const { phone, issueCode, live } = await arrange(kit)
    const state = await phone.state('/requests')
    issueCode('c1')
    const answers = await Promise.all([phone.callback(state, 'c1'), phone.callback(state, 'c1')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 302])
    expect(answers.find(({ status }) => status === 302)?.headers.get('location')).toBe('/requests')
    expect(await live()).toHaveLength(1)
  })

  test('back and refresh lead to the page, never to an error', async ({ kit }) => {
    const { phone, issueCode } = await arrange(kit)
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
  ] as Record<string, string>[])('signs nobody in behind his back: %j', async (headers, { kit }) => {
    const { phone, issueCode, live } = await arrange(kit)
    const state = await phone.state()
    issueCode('c1')
    expect((await phone.callback(state, 'c1', headers)).status).toBe(403)
    expect(await live()).toEqual([])
    expect((await phone.callback(state, 'c1')).status).toBe(200)
  })
})

describe('a refused sign-in', () => {
  test.for([
    ['outsider', ''],
    ['outsider', 'wwother/limin'],
    ['out_of_range', 'stranger'],
  ] as const)('%s: %j', async ([reason, userid], { kit }) => {
    const { phone, issueCode, live } = await arrange(kit)
    issueCode('c1', userid)
    const response = await phone.callback(await phone.state('/requests'), 'c1')
    const { page } = await bootOf(response)
    expect(page).toMatchObject({ name: 'refusal', data: { reason, retryTo: '/auth/login?to=%2Frequests' } })
    expect(page.data['helpCode']).toMatch(/^[0-9A-Z]{3}-[0-9A-Z]{2}$/)
    expect(await live()).toEqual([])
  })

  test.for([
    [2, 'disabled'],
    [4, 'not_activated'],
    [5, 'left'],
  ] as const)('status %i: %s', async ([status, reason], { kit }) => {
    const { phone, issueCode, live } = await arrange(kit, { status })
    issueCode('c1')
    expect(await refusalOf(await phone.callback(await phone.state(), 'c1'))).toBe(reason)
    expect(await live()).toEqual([])
  })

  test('whoever turns out to be disabled loses his other sessions', async ({ kit }) => {
    const { app, phone, issueCode } = await arrange(kit)
    issueCode('c1')
    await phone.callback(await phone.state(), 'c1')
    const member = kit.deps.wecom.members.get('limin')
    if (member) kit.deps.wecom.members.set('limin', { ...member, status: 2 })
    const other = browser(app)
    issueCode('c2')
    await other.callback(await other.state(), 'c2')
    expect((await phone.open('/api/me', { accept: '*/*' })).status).toBe(401)
  })

  test('state missing, unknown, foreign, old, given twice, no code, bad code', async ({ kit }) => {
    const { app, phone, issueCode, live } = await arrange(kit)
    issueCode('c1')
    const reasonOf = async (path: string) => refusalOf(await phone.open(path))
    expect(await reasonOf('/auth/callback?code=c1')).toBe('state_missing')
    expect(await reasonOf('/auth/callback?code=c1&state=a-b_c')).toBe('state_missing')
    expect(await reasonOf('/auth/callback?code=c1&state=nobodyMadeThis')).toBe('state_old')
    const foreign = await browser(app).state()
    expect(await reasonOf(`/auth/callback?code=c1&state=${foreign}`)).toBe('state_foreign')
    await phone.state()
    expect(await reasonOf(`/auth/callback?code=c1&state=${foreign}`)).toBe('state_foreign')
    const state = await phone.state()
    expect(await reasonOf(`/auth/callback?code=c1&state=${state}&state=${state}`)).toBe('state_missing')
    kit.deps.clock.advanceSeconds(301)
    expect(await reasonOf(`/auth/callback?code=c1&state=${state}`)).toBe('state_old')
    expect(await reasonOf(`/auth/callback?state=${await phone.state()}`)).toBe('code_used')
    expect(await reasonOf(`/auth/callback?code=unknown&state=${await phone.state()}`)).toBe('code_used')
    expect(await live()).toEqual([])
    expect(kit.deps.wecom.codes.has('c1')).toBe(true)
  })

  test('a state is good for one exchange, also after a refusal', async ({ kit }) => {
    const { phone, issueCode, live } = await arrange(kit)
    const state = await phone.state()
    await phone.callback(state, 'wrong')
    issueCode('c1')
    expect((await phone.callback(state, 'c1')).status).toBe(302)
    kit.deps.clock.advanceSeconds(60)
    expect(await refusalOf(await phone.callback(state, 'c1'))).toBe('state_old')
    expect(await live()).toEqual([])
  })

  test.for([
    new WecomUnreachableError('timeout', 'auth/getuserinfo'),
    new WecomRefusedError(60020, 'auth/getuserinfo'),
  ])('WeCom does not help: %s', async (failure, { kit }) => {
    const { phone, issueCode } = await arrange(kit)
    kit.deps.wecom.failures.push(failure)
    issueCode('c1')
    expect(await refusalOf(await phone.callback(await phone.state(), 'c1'))).toBe('wecom_unavailable')
  })

  test('bad codes of a network are counted, and after twenty WeCom is not asked', async ({ kit }) => {
    const { phone, issueCode } = await arrange(kit)
    for (let i = 0; i < 20; i += 1) await phone.callback(await phone.state(), `bad${i}`)
    issueCode('good')
    const state = await phone.state()
    const refused = await phone.callback(state, 'good', { accept: '*/*' })
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(kit.deps.wecom.codes.has('good')).toBe(true)
    kit.deps.clock.advanceSeconds(60)
    expect((await phone.callback(state, 'good')).status).toBe(200)
  })
})
