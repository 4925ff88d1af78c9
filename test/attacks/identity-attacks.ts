import { expect, it } from 'vitest'
import { openRedirects } from '../e2e/sign-in.open-redirects.ts'
import type { AttackEnvironment } from './attack-environment.ts'
import { runInvalidCodeLoad } from '../lib/invalid-code-load.ts'
import { createVisitor } from '../lib/browser-session.ts'

const OLD_SESSION = 'A'.repeat(43)
/** Twice as many codes as reach WeCom in the four seconds for which a code may wait; more would only measure the machine. */
const FLOOD = 200

export function identityAttacks(environment: () => AttackEnvironment): void {
  const browser = (userid: string, address?: string) => createVisitor(environment(), userid, address)
  const countSessions = async (userid: string) =>
    (await environment().database.query(`select 1 from sessions where userid = '${userid}' and ended_at is null`))
      .length
  const countExchanges = () =>
    environment().simulator.state.calls.filter(({ path }) => path === '/cgi-bin/auth/getuserinfo').length
  const tokenOf = ({ cookies }: { cookies: Map<string, string> }) => cookies.get('desk_session')

  it('B1: a code that is sent several times creates one session and no error', async () => {
    const visitor = browser('sunhao')
    const callback = await visitor.startSignIn()
    const before = countExchanges()
    const responses = await Promise.all(Array.from({ length: 4 }, () => visitor.open(callback)))
    const repeated = await visitor.open(callback)
    expect(responses.map(({ status }) => status).toSorted()).toEqual([200, 302, 302, 302])
    expect(repeated.status).toBeLessThan(500)
    expect([await countSessions('sunhao'), countExchanges() - before]).toEqual([1, 1])
  })

  it('B1: a code that another sign-in has used creates no session', async () => {
    const [visitor, other] = [browser('sunhao'), browser('sunhao')]
    const code = new URL(await visitor.startSignIn(), environment().publicUrl).searchParams.get('code') ?? ''
    const state = new URL(await other.startSignIn(), environment().publicUrl).searchParams.get('state') ?? ''
    const first = await other.open(`/auth/callback?code=${code}&state=${state}`)
    expect(first.status).toBe(200)
    const second = await visitor.open(
      await visitor.startSignIn().then((path) => path.replace(/code=[^&]+/, `code=${code}`)),
    )
    expect([second.status, tokenOf(visitor)]).toEqual([403, undefined])
  })

  it('B2: a missing, foreign, duplicate, invented or expired state creates no session', async () => {
    const visitor = browser('maxiaoyu')
    const withState = async (change: (url: URL) => void) => {
      const url = new URL(await visitor.startSignIn(), environment().publicUrl)
      change(url)
      return visitor.open(url.pathname + url.search)
    }
    const stranger = browser('maxiaoyu')
    const before = countExchanges()
    const responses = [
      await withState((url) => url.searchParams.delete('state')),
      await withState((url) => url.searchParams.set('state', '')),
      await withState((url) => url.searchParams.set('state', 'a'.repeat(43))),
      await withState((url) => url.searchParams.set('state', '__proto__')),
      await withState((url) => url.searchParams.append('state', 'b')),
      await stranger.open(await visitor.startSignIn()),
    ]
    // The first characters of a state contain its creation time.
    responses.push(
      await withState((url) => url.searchParams.set('state', `1${url.searchParams.get('state')?.slice(1)}`)),
    )
    expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 403))
    expect([tokenOf(visitor), tokenOf(stranger), countExchanges() - before]).toEqual([undefined, undefined, 0])
  })

  it('B3: an attacker’s code in a victim’s browser creates no session and does not replace an existing one', async () => {
    const callback = await browser('gaofeng').startSignIn()
    const victim = browser('zhaolixia')
    expect([(await victim.open(callback)).status, tokenOf(victim)]).toEqual([403, undefined])
    await victim.open(await victim.startSignIn())
    const [token, other] = [tokenOf(victim), await browser('gaofeng').startSignIn()]
    expect((await victim.open(other)).status).toBe(302)
    expect([tokenOf(victim), ((await (await victim.get('/api/me')).json()) as { userid: string }).userid]).toEqual([
      token,
      'zhaolixia',
    ])
  })

  it(`B4: ${openRedirects.length} open-redirect attempts in to= lead to a page of the app`, async () => {
    const visitor = browser('luowenjing')
    await visitor.open(await visitor.startSignIn())
    for (const query of openRedirects) {
      const authorize = (await visitor.open(`/auth/login?${query}`)).headers.get('location') ?? ''
      expect([query, authorize.startsWith(`${environment().simulatorUrl}/connect/oauth2/authorize?`)]).toEqual([
        query,
        true,
      ])
      const back = new URL(new URL(authorize).searchParams.get('redirect_uri') ?? '')
      expect([query, back.origin]).toEqual([query, environment().publicUrl])
      expect([query, back.searchParams.get('to') ?? '/']).toEqual([
        query,
        expect.stringMatching(/^\/(?![/\\])(?!.*evil)/),
      ])
      // For a signed-in browser, the callback redirects without a state.
      const target = (await visitor.open(`/auth/callback?${query}`)).headers.get('location') ?? ''
      expect([query, target]).toEqual([query, expect.stringMatching(/^\/(?![/\\])(?!.*evil)/)])
    }
  })

  it('B5: a sign-in creates a new session token and ends the session before it', async () => {
    const visitor = browser('xujiaqi')
    visitor.cookies.set('desk_session', OLD_SESSION)
    await visitor.open(await visitor.startSignIn())
    const first = tokenOf(visitor)
    expect(first).not.toBe(OLD_SESSION)
    await visitor.open(await visitor.startSignIn())
    expect(tokenOf(visitor)).not.toBe(first)
    visitor.cookies.set('desk_session', first ?? '')
    expect((await visitor.get('/api/me')).status).toBe(401)
  })

  it.each(['outsider', 'hewenbin', 'luyao', 'shenguowei', 'nobody-at-all'])(
    'B6: %s, who may not sign in, gets a page with a help code and no session',
    async (userid) => {
      environment().simulator.state.switches.disabledMemberOAuth = 'code'
      const visitor = browser(userid)
      const page = await visitor.open(await visitor.startSignIn())
      expect([page.status, tokenOf(visitor)]).toEqual([403, undefined])
      expect(await page.text()).toContain('help-code')
      expect((await visitor.get('/api/me')).status).toBe(401)
    },
  )

  it('B7: a userid in a header, cookie or query has no effect', async () => {
    const identityHeaders = [
      'x-wecom-persona',
      'x-userid',
      'userid',
      'x-dev-user',
      'x-user-id',
      'x-remote-user',
      'x-forwarded-user',
      'authorization',
    ]
    const headers = Object.fromEntries(identityHeaders.map((name) => [name, 'chenhaiyan']))
    const anonymous = browser('chenhaiyan')
    for (const name of ['UserId', 'userid', 'wecom_persona', 'user', 'desk_user'])
      anonymous.cookies.set(name, 'chenhaiyan')
    expect((await anonymous.get('/api/me?userid=chenhaiyan&UserId=chenhaiyan', headers)).status).toBe(401)
    expect((await anonymous.open('/?userid=chenhaiyan', headers)).status).toBe(302)
    const me = await (await environment().as('guoji')).get('/api/me?userid=chenhaiyan', headers)
    expect(await me.json()).toMatchObject({ userid: 'guoji' })
    expect((await (await environment().as('guoji')).get('/api/settings', headers)).status).toBe(404)
  })

  it('B8: invalid codes from new browsers do not block sign-ins from the same network and leave no sign-in state', async () => {
    const countStates = async () => (await environment().database.query('select 1 from sign_in_states')).length
    const people = ['sunhao', 'maxiaoyu', 'gaofeng', 'zhaolixia']
    // Half of the rate that one process sends to WeCom for new browsers: a busy machine catches up in time.
    const { signIns, statuses } = await runInvalidCodeLoad(environment(), {
      seconds: 4,
      invalidPerSecond: 10,
      userids: people,
    })
    expect(signIns.map(({ status }) => status)).toEqual(people.map(() => 200))
    expect([...statuses]).toEqual([[403, 40]])
    const before = await countStates()
    await Promise.all(Array.from({ length: 100 }, () => browser('dengchao').open('/')))
    expect(await countStates()).toBe(before)
  })

  it('B8: a flood of invalid codes is limited before WeCom and does not keep another address from signing in', async () => {
    const before = countExchanges()
    const flood = Array.from({ length: FLOOD }, async () => {
      const visitor = browser('dengchao', '198.51.100.9')
      const loginResponse = await visitor.open('/auth/login?to=/')
      const state = new URL(loginResponse.headers.get('location') ?? '').searchParams.get('state') ?? ''
      return (await visitor.open(`/auth/callback?code=bad&state=${state}`)).status
    })
    const other = browser('dengchao')
    expect((await other.open(await other.startSignIn())).status).toBe(200)
    const statuses = await Promise.all(flood)
    expect(statuses.every((status) => status === 403 || status === 503)).toBe(true)
    expect(countExchanges() - before - 1).toBeLessThan(FLOOD)
    expect(statuses).toContain(503)
  })

  it('B8: a cross-site request reaches neither the sign-in nor the second factor', async () => {
    const crossSite = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' }
    const visitor = browser('dengchao')
    const callback = await visitor.startSignIn()
    for (const path of [callback, '/', '/auth/login', '/auth/second-factor?code=junk'])
      expect([path, (await visitor.open(path, crossSite)).status]).toEqual([path, 403])
    expect((await visitor.open(callback)).status).toBe(200)
  })
}
