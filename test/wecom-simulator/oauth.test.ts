import { describe, expect, it } from 'vitest'
import { simulatorDefaults } from './defaults.ts'
import { createSimKit, type SimKit } from './testing/sim-kit.ts'

const redirectUri = 'http://desk.example:8080/auth/callback?to=%2F'

const authorize = (kit: SimKit, persona: string | null, overrides: Record<string, string> = {}) => {
  const query = new URLSearchParams({
    appid: simulatorDefaults.corpId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'abcDEF123',
    ...overrides,
  })
  const headers: Record<string, string> = persona === null ? {} : { cookie: `wecom_persona=${persona}` }
  return Promise.resolve(kit.simulator.app.request(`/connect/oauth2/authorize?${query}`, { headers }))
}

const codeOf = (answer: Response): string =>
  new URL(answer.headers.get('location') ?? 'x:').searchParams.get('code') ?? ''

describe('authorize', () => {
  it('comes back with code and state, the rest of the address untouched', async () => {
    const answer = await authorize(createSimKit(), 'zhang')
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toMatch(
      /^http:\/\/desk\.example:8080\/auth\/callback\?to=%2F&code=code-[0-9a-f]{32}&state=abcDEF123$/,
    )
  })

  it('puts the code before a fragment', async () => {
    const answer = await authorize(createSimKit(), 'zhang', { redirect_uri: 'http://desk.example:8080/#/home' })
    expect(answer.headers.get('location')).toMatch(/^http:\/\/desk\.example:8080\/\?code=.+#\/home$/)
  })

  it.each([
    ['another host', { redirect_uri: 'http://evil.example/' }, 'redirect_uri参数错误'],
    ['another port', { redirect_uri: 'http://desk.example/' }, 'redirect_uri参数错误'],
    ['a sub-domain', { redirect_uri: 'http://a.desk.example:8080/' }, 'redirect_uri参数错误'],
    ['no URL at all', { redirect_uri: '//desk.example:8080' }, 'redirect_uri参数错误'],
    ['a state in base64url', { state: 'ab_c-' }, 'state参数错误'],
    ['an endless state', { state: 'a'.repeat(129) }, 'state参数错误'],
    ['another corp', { appid: 'other' }, 'appid参数错误'],
    ['an unknown scope', { scope: 'all' }, 'scope参数错误'],
  ])('stays on an error page for %s', async (_name, overrides, title) => {
    const answer = await authorize(createSimKit(), 'zhang', overrides)
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(title)])
  })

  it.each([null, '-'])('asks for the client when nobody is signed in (%s)', async (persona) => {
    expect(await (await authorize(createSimKit(), persona)).text()).toContain('请在企业微信客户端打开链接')
  })

  it('refuses a disabled member, or gives a code all the same, as the switch says', async () => {
    const kit = createSimKit()
    await kit.control('/console/member', { userid: 'zhang', enable: 0 })
    expect((await authorize(kit, 'zhang')).status).toBe(400)
    await kit.control('/switches', { disabledMemberOAuth: 'code' })
    const code = codeOf(await authorize(kit, 'zhang'))
    expect(await kit.get('agent', `auth/getuserinfo?code=${code}`)).toMatchObject({ errcode: 0, userid: 'zhang' })
  })
})

describe('the code', () => {
  it('names a member once', async () => {
    const kit = createSimKit()
    const code = codeOf(await authorize(kit, 'ZHANG'))
    expect(await kit.get('agent', `auth/getuserinfo?code=${code}`)).toEqual({
      errcode: 0,
      errmsg: 'ok',
      userid: 'zhang',
    })
    expect(await kit.get('agent', `auth/getuserinfo?code=${code}`)).toMatchObject({ errcode: 40029 })
  })

  it('is worth nothing after five minutes', async () => {
    const kit = createSimKit()
    const code = codeOf(await authorize(kit, 'zhang'))
    kit.clock.advance(301_000)
    expect(await kit.get('agent', `auth/getuserinfo?code=${code}`)).toMatchObject({ errcode: 40029 })
  })

  it('names an openid when the person is not a member', async () => {
    const kit = createSimKit()
    const code = codeOf(await authorize(kit, 'outsider'))
    expect(await kit.get('agent', `auth/getuserinfo?code=${code}`)).toEqual({
      errcode: 0,
      errmsg: 'ok',
      openid: 'ooutsider',
    })
  })
})

describe('the desktop login', () => {
  const sso = (kit: SimKit, page: string, overrides: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      login_type: 'CorpApp',
      appid: simulatorDefaults.corpId,
      agentid: String(simulatorDefaults.agentId),
      redirect_uri: redirectUri,
      state: 'x_y',
      ...overrides,
    })
    return Promise.resolve(kit.simulator.app.request(`/wwlogin/sso/${page}?${query}`))
  }

  it('lists who could scan, and comes back with a code for the one who did', async () => {
    const kit = createSimKit()
    expect(await (await sso(kit, 'login')).text()).toContain('张三')
    const answer = await sso(kit, 'scan', { userid: 'zhang' })
    expect(answer.headers.get('location')).toContain('&state=x_y')
    expect(await kit.get('agent', `auth/getuserinfo?code=${codeOf(answer)}`)).toMatchObject({ userid: 'zhang' })
  })

  it('refuses somebody out of range at once', async () => {
    const kit = createSimKit()
    await kit.control('/console/app', { visibleDepartments: [3] })
    expect(await (await sso(kit, 'scan', { userid: 'li' })).text()).toContain('你不在应用可见范围内')
  })

  it.each([
    [{ redirect_uri: 'http://evil.example/' }, '-31020'],
    [{ agentid: '1' }, '-31028'],
  ])('refuses %o', async (overrides, code) => {
    expect(await (await sso(createSimKit(), 'login', overrides)).text()).toContain(code)
  })
})
