import { DAY_MS } from '@desk/shared/kernel/durations'
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

const codeOf = (response: Response): string =>
  new URL(response.headers.get('location') ?? 'x:').searchParams.get('code') ?? ''

describe('authorize', () => {
  it('authorize redirects with code and state, and does not change the rest of the URL', async () => {
    const response = await authorize(createSimKit(), 'zhang')
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toMatch(
      /^http:\/\/desk\.example:8080\/auth\/callback\?to=%2F&code=code-[0-9a-f]{32}&state=abcDEF123$/,
    )
  })

  it('authorize adds the code before a fragment', async () => {
    const response = await authorize(createSimKit(), 'zhang', { redirect_uri: 'http://desk.example:8080/#/home' })
    expect(response.headers.get('location')).toMatch(/^http:\/\/desk\.example:8080\/\?code=.+#\/home$/)
  })

  it.each([
    ['another host', { redirect_uri: 'http://evil.example/' }, 'redirect_uri参数错误'],
    ['another port', { redirect_uri: 'http://desk.example/' }, 'redirect_uri参数错误'],
    ['a sub-domain', { redirect_uri: 'http://a.desk.example:8080/' }, 'redirect_uri参数错误'],
    ['no URL at all', { redirect_uri: '//desk.example:8080' }, 'redirect_uri参数错误'],
    ['a state in base64url', { state: 'ab_c-' }, 'state参数错误'],
    ['a state of 129 characters', { state: 'a'.repeat(129) }, 'state参数错误'],
    ['another corp', { appid: 'other' }, 'appid参数错误'],
    ['an unknown scope', { scope: 'all' }, 'scope参数错误'],
  ])('authorize shows an error page for %s', async (_name, overrides, title) => {
    const response = await authorize(createSimKit(), 'zhang', overrides)
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(title)])
  })

  it.each([null, '-'])('authorize requires the WeCom client when the persona is %s', async (persona) => {
    expect(await (await authorize(createSimKit(), persona)).text()).toContain('请在企业微信客户端打开链接')
  })

  it('authorize refuses a disabled member or issues a code, by the switch disabledMemberOAuth', async () => {
    const kit = createSimKit()
    await kit.callControlApi('/console/member', { userid: 'zhang', enable: 0 })
    expect((await authorize(kit, 'zhang')).status).toBe(400)
    await kit.callControlApi('/switches', { disabledMemberOAuth: 'code' })
    const code = codeOf(await authorize(kit, 'zhang'))
    expect(await kit.get('agent', `auth/getuserinfo?code=${code}`)).toMatchObject({ errcode: 0, userid: 'zhang' })
  })
})

describe('code exchange', () => {
  it('a code returns the member once', async () => {
    const kit = createSimKit()
    const code = codeOf(await authorize(kit, 'ZHANG'))
    expect(await kit.get('agent', `auth/getuserinfo?code=${code}`)).toEqual({
      errcode: 0,
      errmsg: 'ok',
      userid: 'zhang',
    })
    expect(await kit.get('agent', `auth/getuserinfo?code=${code}`)).toMatchObject({ errcode: 40029 })
  })

  it('a code expires after five minutes', async () => {
    const kit = createSimKit()
    const code = codeOf(await authorize(kit, 'zhang'))
    kit.clock.advance(301_000)
    expect(await kit.get('agent', `auth/getuserinfo?code=${code}`)).toMatchObject({ errcode: 40029 })
  })

  it('a code of a person who is not a member returns an openid', async () => {
    const kit = createSimKit()
    const code = codeOf(await authorize(kit, 'outsider'))
    expect(await kit.get('agent', `auth/getuserinfo?code=${code}`)).toEqual({
      errcode: 0,
      errmsg: 'ok',
      openid: 'ooutsider',
    })
  })
})

describe('consent', () => {
  const scope = { scope: 'snsapi_privateinfo', agentid: String(simulatorDefaults.agentId) }
  const ticketFrom = async (kit: SimKit, response: Response) =>
    ((await kit.get('agent', `auth/getuserinfo?code=${codeOf(response)}`)) as { user_ticket?: string }).user_ticket
  const ticketOf = async (kit: SimKit, answer: 'yes' | 'no', fields = 'mobile,email,biz_mail') =>
    ticketFrom(kit, await authorize(kit, 'zhang', { ...scope, sim_consent: answer, sim_field: fields }))
  const shownBy = async (kit: SimKit, ticket: string | undefined) => {
    const {
      errcode,
      errmsg: _errmsg,
      ...shown
    } = await kit.post('agent', 'auth/getuserdetail', { user_ticket: ticket })
    expect(errcode).toBe(0)
    return shown
  }
  const nothing = { userid: 'zhang', gender: '0', avatar: 'https://wework.example/avatar/default/0' }

  it('a member is asked on a page, and a ticket of the consent returns their contact fields for half an hour', async () => {
    const kit = createSimKit()
    expect(await (await authorize(kit, 'zhang', scope)).text()).toContain('应用申请获取你的敏感信息')
    const ticket = await ticketOf(kit, 'yes')
    const { mobile, email, bizMail } = kit.simulator.context.state.directory.members['zhang']!
    const read = () => kit.post('agent', 'auth/getuserdetail', { user_ticket: ticket })
    expect(await read()).toMatchObject({ errcode: 0, userid: 'zhang', mobile, email, biz_mail: bizMail })
    kit.clock.advance(31 * 60_000)
    expect(await read()).toMatchObject({ errcode: 84014 })
  })

  it('a consent shows only the fields that the admin opened, and hides a gender that is not among them', async () => {
    const kit = createSimKit()
    await kit.callControlApi('/console/app', { sensitiveFields: ['mobile'] })
    const page = await (await authorize(kit, 'zhang', scope)).text()
    expect([page.includes('手机'), page.includes('邮箱')]).toEqual([true, false])
    const ticket = await ticketOf(kit, 'yes')
    const { mobile } = kit.simulator.context.state.directory.members['zhang']!
    expect(await shownBy(kit, ticket)).toEqual({ ...nothing, mobile })
  })

  it('a member who leaves fields unticked shows the others, and without a tick neither picture nor QR code', async () => {
    const kit = createSimKit()
    const { email } = kit.simulator.context.state.directory.members['zhang']!
    expect(await shownBy(kit, await ticketOf(kit, 'yes', 'email'))).toEqual({ ...nothing, email })
    expect(await shownBy(kit, await ticketOf(kit, 'yes', ''))).toEqual(nothing)
    const images = await shownBy(kit, await ticketOf(kit, 'yes', 'avatar,qr_code'))
    expect(images).toMatchObject({ gender: '0', qr_code: expect.stringContaining('vcode=zhang') as string })
    expect(images['avatar']).not.toBe(nothing.avatar)
  })

  it('a member who consented is not asked for 30 days, and shows what they chose last', async () => {
    const kit = createSimKit()
    await ticketOf(kit, 'yes', 'mobile')
    const { mobile, email } = kit.simulator.context.state.directory.members['zhang']!
    const silent = await authorize(kit, 'zhang', scope)
    expect(silent.status).toBe(302)
    expect(await shownBy(kit, await ticketFrom(kit, silent))).toEqual({ ...nothing, mobile })
    await kit.callControlApi('/consents', { userid: 'zhang', fields: ['email'] })
    const changed = await ticketFrom(kit, await authorize(kit, 'zhang', scope))
    expect(await shownBy(kit, changed)).toEqual({ ...nothing, email })
    kit.clock.advance(30 * DAY_MS)
    expect(await (await authorize(kit, 'zhang', scope)).text()).toContain('应用申请获取你的敏感信息')
  })

  it('a refusal returns to the app or stays on the page, by the switch refusedConsent, and the member is asked again', async () => {
    const kit = createSimKit()
    const refuse = () => authorize(kit, 'zhang', { ...scope, sim_consent: 'no', sim_field: 'mobile' })
    expect((await refuse()).status).toBe(302)
    await kit.callControlApi('/switches', { refusedConsent: 'stays' })
    expect([(await refuse()).status, (await authorize(kit, 'zhang', scope)).status]).toEqual([200, 200])
  })

  it('without a consent, and without agentid, there is no ticket', async () => {
    const kit = createSimKit()
    expect(await ticketOf(kit, 'no')).toBeUndefined()
    const silent = await authorize(kit, 'zhang', { scope: 'snsapi_privateinfo' })
    expect(await kit.get('agent', `auth/getuserinfo?code=${codeOf(silent)}`)).not.toHaveProperty('user_ticket')
    expect(await kit.post('agent', 'auth/getuserdetail', { user_ticket: 'made-up' })).toMatchObject({ errcode: 84015 })
  })
})

describe('desktop login', () => {
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

  it('the desktop login lists members, and redirects with a code of the chosen one', async () => {
    const kit = createSimKit()
    expect(await (await sso(kit, 'login')).text()).toContain('张三')
    const response = await sso(kit, 'scan', { userid: 'zhang' })
    expect(response.headers.get('location')).toContain('&state=x_y')
    expect(await kit.get('agent', `auth/getuserinfo?code=${codeOf(response)}`)).toMatchObject({ userid: 'zhang' })
  })

  it('the desktop login refuses a member outside the visible range', async () => {
    const kit = createSimKit()
    await kit.callControlApi('/console/app', { visibleDepartments: [3] })
    expect(await (await sso(kit, 'scan', { userid: 'li' })).text()).toContain('你不在应用可见范围内')
  })

  it.each([
    [{ redirect_uri: 'http://evil.example/' }, '-31020'],
    [{ agentid: '1' }, '-31028'],
  ])('the desktop login refuses %o', async (overrides, code) => {
    expect(await (await sso(createSimKit(), 'login', overrides)).text()).toContain(code)
  })
})
