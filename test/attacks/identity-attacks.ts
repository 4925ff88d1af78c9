import { expect, it } from 'vitest'
import { openRedirects } from '../e2e/sign-in.open-redirects.ts'
import type { AttackWorld } from './attack-world.ts'
import { newBrowser } from '../lib/visitor.ts'

const OLD_SESSION = 'A'.repeat(43)
const CODES = 1_000
const ALLOWED = 20
const AT_ONCE = 20

export function identityAttacks(world: () => AttackWorld): void {
  const browser = (userid: string, address?: string) => newBrowser(world(), userid, address)
  const sessions = async (userid: string) =>
    (await world().database.query(`select 1 from sessions where userid = '${userid}' and ended_at is null`)).length
  const exchanges = () =>
    world().simulator.state.calls.filter(({ path }) => path === '/cgi-bin/auth/getuserinfo').length
  const tokenOf = ({ cookies }: { cookies: Map<string, string> }) => cookies.get('desk_session')

  it('B1: a code that comes twice at once, and again, makes one session and no error', async () => {
    const one = browser('sunhao')
    const callback = await one.walkToCallback()
    const before = exchanges()
    const answers = await Promise.all(Array.from({ length: 4 }, () => one.open(callback)))
    const late = await one.open(callback)
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 302, 302, 302])
    expect(late.status).toBeLessThan(500)
    expect([await sessions('sunhao'), exchanges() - before]).toEqual([1, 1])
  })

  it('B1: a code that another sign-in used signs nobody in', async () => {
    const [one, two] = [browser('sunhao'), browser('sunhao')]
    const code = new URL(await one.walkToCallback(), world().publicUrl).searchParams.get('code') ?? ''
    const state = new URL(await two.walkToCallback(), world().publicUrl).searchParams.get('state') ?? ''
    const first = await two.open(`/auth/callback?code=${code}&state=${state}`)
    expect(first.status).toBe(200)
    const second = await one.open(await one.walkToCallback().then((path) => path.replace(/code=[^&]+/, `code=${code}`)))
    expect([second.status, tokenOf(one)]).toEqual([403, undefined])
  })

  it('B2: a state that is missing, foreign, doubled, made up or too old lets nobody in', async () => {
    const one = browser('maxiaoyu')
    const withState = async (change: (url: URL) => void) => {
      const url = new URL(await one.walkToCallback(), world().publicUrl)
      change(url)
      return one.open(url.pathname + url.search)
    }
    const stranger = browser('maxiaoyu')
    const before = exchanges()
    const answers = [
      await withState((url) => url.searchParams.delete('state')),
      await withState((url) => url.searchParams.set('state', '')),
      await withState((url) => url.searchParams.set('state', 'a'.repeat(43))),
      await withState((url) => url.searchParams.set('state', '__proto__')),
      await withState((url) => url.searchParams.append('state', 'b')),
      await stranger.open(await one.walkToCallback()),
    ]
    const old = await one.walkToCallback()
    await world().database.query(`update sign_in_states set expires_at = expires_at - interval '301 seconds'`)
    answers.push(await one.open(old))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403))
    expect([tokenOf(one), tokenOf(stranger), exchanges() - before]).toEqual([undefined, undefined, 0])
  })

  it('B3: an attacker’s own code in a victim’s browser signs in nobody, and leaves who is in alone', async () => {
    const callback = await browser('gaofeng').walkToCallback()
    const victim = browser('zhaolixia')
    expect([(await victim.open(callback)).status, tokenOf(victim)]).toEqual([403, undefined])
    await victim.open(await victim.walkToCallback())
    const [token, other] = [tokenOf(victim), await browser('gaofeng').walkToCallback()]
    expect((await victim.open(other)).status).toBe(302)
    expect([tokenOf(victim), ((await (await victim.get('/api/me')).json()) as { userid: string }).userid]).toEqual([
      token,
      'zhaolixia',
    ])
  })

  it(`B4: ${openRedirects.length} spellings of another address behind to= end at home, or at a page of ours`, async () => {
    const one = browser('luowenjing')
    for (const query of openRedirects) {
      const authorize = (await one.open(`/auth/login?${query}`)).headers.get('location') ?? ''
      expect([query, authorize.startsWith(`${world().simulatorUrl}/connect/oauth2/authorize?`)]).toEqual([query, true])
    }
    const kept = await world().database.query<{ to: string }>('select distinct return_to as to from sign_in_states')
    for (const { to } of kept) expect(to).toMatch(/^\/(?![/\\])(?!.*evil)/)
  })

  it('B5: a session that was there before the sign-in is not the one after it', async () => {
    const one = browser('xujiaqi')
    one.cookies.set('desk_session', OLD_SESSION)
    await one.open(await one.walkToCallback())
    const first = tokenOf(one)
    expect(first).not.toBe(OLD_SESSION)
    await one.open(await one.walkToCallback())
    expect(tokenOf(one)).not.toBe(first)
    one.cookies.set('desk_session', first ?? '')
    expect((await one.get('/api/me')).status).toBe(401)
  })

  it.each(['outsider', 'hewenbin', 'luyao', 'shenguowei', 'nobody-at-all'])(
    'B6: %s gets a page and no session',
    async (who) => {
      world().simulator.state.switches.disabledMemberOAuth = 'code'
      const one = browser(who)
      const page = await one.open(await one.walkToCallback())
      expect([page.status, tokenOf(one)]).toEqual([403, undefined])
      expect(await page.text()).toContain('help-code')
      expect((await one.get('/api/me')).status).toBe(401)
    },
  )

  it('B7: no header, cookie, query or body says who somebody is', async () => {
    const said = [
      'x-wecom-persona',
      'x-userid',
      'userid',
      'x-dev-user',
      'x-user-id',
      'x-remote-user',
      'x-forwarded-user',
      'authorization',
    ]
    const headers = Object.fromEntries(said.map((name) => [name, 'chenhaiyan']))
    const nobody = browser('chenhaiyan')
    for (const name of ['UserId', 'userid', 'wecom_persona', 'user', 'desk_user'])
      nobody.cookies.set(name, 'chenhaiyan')
    expect((await nobody.get('/api/me?userid=chenhaiyan&UserId=chenhaiyan', headers)).status).toBe(401)
    expect((await nobody.open('/?userid=chenhaiyan', headers)).status).toBe(302)
    const me = await (await world().as('guoji')).get('/api/me?userid=chenhaiyan', headers)
    expect(await me.json()).toMatchObject({ userid: 'guoji' })
    expect((await (await world().as('guoji')).get('/api/settings', headers)).status).toBe(404)
  })

  it(`B8: ${CODES} bad codes from one address: ${ALLOWED} reach WeCom, the rest is 429; others come in`, async () => {
    const one = browser('dengchao', '198.51.100.9')
    const before = exchanges()
    const statuses = new Map<number, number>()
    const attempt = async (code: number) => {
      const login = await one.open('/auth/login?to=/')
      const state = new URL(login.headers.get('location') ?? '').searchParams.get('state') ?? ''
      const { status } = await one.open(`/auth/callback?code=bad${code}&state=${state}`)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    for (let code = 0; code < ALLOWED; code += 1) await attempt(code)
    for (let code = ALLOWED; code < CODES; code += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => attempt(code + index)))
    expect([...statuses]).toEqual([
      [403, ALLOWED],
      [429, CODES - ALLOWED],
    ])
    expect(exchanges() - before).toBe(ALLOWED)
    const other = browser('dengchao')
    expect((await other.open(await other.walkToCallback())).status).toBe(200)
  })
}
