import { describe, expect, vi } from 'vitest'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { suspendAccount } from '../../directory/suspension-queries.ts'
import { onCallSetting } from '../../kernel/on-call-setting.ts'
import { writeSetting } from '../../kernel/settings-queries.ts'
import { setContact } from '../incidents/contact.ts'
import { findMemberRow, upsertMember } from '../../access/actor-queries.ts'
import { type CodeOrigin, type OauthCodeLimiter, oauthCodeLimiter } from '../../access/oauth-code-limiter.ts'
import { initialStateOf, browser } from '../../testing/browser.ts'
import { createTestApp } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { lostDeviceCompany, report } from '../../testing/fixtures/lost-device.ts'
import { givenSignIn, refusalOf } from '../../testing/sign-in.ts'

/** Creates a member who is the independent contact for incidents. */
async function givenContact({ given, deps }: Kit): Promise<void> {
  await given.member({ userid: 'contact', name: '独立的人' })
  const lead = await given.member({ userid: 'head', roles: ['ops_lead'] })
  await setContact(deps, lead, { contact: { userid: 'contact', phone: '0755-9000' }, version: 0 })
}

describe('a refused sign-in', () => {
  test.for([
    ['outsider', ''],
    ['outsider', 'wwother/limin'],
    ['out_of_range', 'stranger'],
  ] as const)('a refused sign-in shows the reason %s for the userid %j', async ([reason, userid], { kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit)
    issueCode('c1', userid)
    const response = await phone.callback(await phone.state('/requests'), 'c1')
    const { page } = await initialStateOf(response)
    expect(page).toMatchObject({ name: 'refusal', data: { reason, retryTo: '/auth/login?to=%2Frequests' } })
    expect(page.data['helpCode']).toMatch(/^[0-9A-Z]{3}-[0-9A-Z]{2}$/)
    expect(await live()).toEqual([])
  })

  test.for([
    [2, 'disabled'],
    [4, 'not_activated'],
  ] as const)('a member with status %i is refused as %s', async ([status, reason], { kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit, { status })
    issueCode('c1')
    expect(await refusalOf(await phone.callback(await phone.state(), 'c1'))).toBe(reason)
    expect(await live()).toEqual([])
  })

  test.for(['close', 'partner_end'] as const)(
    'an account that is suspended for the cause %s is refused while WeCom still shows it as active',
    async (cause, { kit }) => {
      const { phone, issueCode, live } = await givenSignIn(kit)
      await kit.deps.db.transaction((tx) => suspendAccount(tx, 'limin', cause, kit.deps.clock.now()))
      issueCode('c1')
      expect(await refusalOf(await phone.callback(await phone.state(), 'c1'))).toBe('disabled')
      expect(await live()).toEqual([])
    },
  )

  test.for(['locked', 'disabled'] as const)(
    'a refused sign-in shows the on-call contacts, and the number for incidents alone, when the account is %s',
    async (reason, { kit }) => {
      const { subject, ops } = await lostDeviceCompany(kit)
      const { wecom, db, clock } = kit.deps
      const row = { userid: ops.userid, phone: '0755-8000', from: 0, to: 24 }
      const setting = { value: { rows: [row], creator: null }, by: 'x', at: clock.now() }
      await db.transaction((tx) => writeSetting(tx, onCallSetting, setting))
      await givenContact(kit)
      if (reason === 'locked') await report(kit, ops, subject.userid)
      else wecom.members.set(subject.userid, { ...wecom.members.get(subject.userid)!, status: 2 })
      wecom.codes.set('c1', subject.userid)
      const phone = browser(createTestApp(kit.deps))
      const { page } = await initialStateOf(await phone.callback(await phone.state(), 'c1'))
      expect(page.data).toMatchObject({
        reason,
        help: { onCall: [{ name: '陈海燕', phone: '0755-8000' }], admins: [{ name: '李敏' }] },
        incidentPhone: '0755-9000',
      })
      expect(JSON.stringify(page)).not.toContain('独立的人')
    },
  )

  test.for([
    ['disabled', 2, 2],
    ['not_activated', 4, 1],
  ] as const)(
    'a sign-in refused as %s, status %i, does not show the number for incidents while its contact has the status %i',
    async ([reason, status, ofContact], { kit }) => {
      const { phone, issueCode } = await givenSignIn(kit, { status })
      await givenContact(kit)
      kit.deps.clock.advanceSeconds(1)
      const contact = { ...kit.deps.wecom.members.get('contact')!, status: ofContact }
      await kit.deps.db.transaction((tx) => upsertMember(kit.deps, tx, contact, kit.deps.clock.now()))
      issueCode('c1')
      const { page } = await initialStateOf(await phone.callback(await phone.state(), 'c1'))
      expect(page.data['reason']).toBe(reason)
      expect(page.data).not.toHaveProperty('incidentPhone')
    },
  )

  test('a member who turns out to be disabled loses their other sessions', async ({ kit }) => {
    const { app, phone, issueCode } = await givenSignIn(kit)
    issueCode('c1')
    await phone.callback(await phone.state(), 'c1')
    const member = kit.deps.wecom.members.get('limin')
    if (member) kit.deps.wecom.members.set('limin', { ...member, status: 2 })
    const other = browser(app)
    issueCode('c2')
    await other.callback(await other.state(), 'c2')
    expect((await phone.open('/api/me', { accept: '*/*' })).status).toBe(401)
  })

  test('an account that is disabled while its holder signs in opens no session', async ({ kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit)
    const { wecom, db, clock } = kit.deps
    vi.spyOn(wecom, 'findMember').mockImplementationOnce(async (userid) => {
      const answered = wecom.members.get(userid)!
      // The callback of the change reads and commits while this answer is on its way.
      clock.advanceHours(0.01)
      await db.transaction((tx) => upsertMember(kit.deps, tx, { ...answered, status: 2 }, clock.now()))
      return answered
    })
    issueCode('c1')
    expect(await refusalOf(await phone.callback(await phone.state(), 'c1'))).toBe('disabled')
    expect(await live()).toEqual([])
    expect(await findMemberRow(db, 'limin')).toMatchObject({ status: 2 })
  })

  test('a missing, unknown, foreign, old or duplicate state, and a missing or invalid code, are refused', async ({
    kit,
  }) => {
    const { app, phone, issueCode, live } = await givenSignIn(kit)
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

  test('a state allows one exchange, even after a refusal', async ({ kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit)
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
  ])('the page shows that WeCom is unavailable after %s', async (failure, { kit }) => {
    const { phone, issueCode } = await givenSignIn(kit)
    kit.deps.wecom.failures.push(failure)
    issueCode('c1')
    expect(await refusalOf(await phone.callback(await phone.state(), 'c1'))).toBe('wecom_unavailable')
  })
})

describe('invalid codes', () => {
  test('invalid codes do not lock out other browsers behind the same address', async ({ kit }) => {
    const { app, phone, issueCode } = await givenSignIn(kit)
    for (let i = 0; i < 25; i += 1) {
      const guesser = browser(app)
      await guesser.callback(await guesser.state(), `bad${String(i)}`)
      // At twenty a second none waits; while the clock stands still, each would wait longer than the one before.
      kit.deps.clock.advanceSeconds(0.05)
    }
    issueCode('good')
    expect((await phone.callback(await phone.state(), 'good')).status).toBe(200)
  })

  test('invalid codes are not sent to WeCom without a state issued to this browser', async ({ kit }) => {
    const { app, phone } = await givenSignIn(kit)
    const exchanges = vi.spyOn(kit.deps.wecom, 'identityByCode')
    const [own, foreign] = [await phone.state(), await browser(app).state()]
    for (const query of ['code=x', 'code=x&state=made0up', `code=x&state=${foreign}`, `state=${own}`])
      await phone.open(`/auth/callback?${query}`)
    await browser(app).open(`/auth/callback?code=x&state=${own}`)
    expect(exchanges).not.toHaveBeenCalled()
  })
})

describe('a callback that waits too long for the code limiter', () => {
  const overloaded = { codeLimiter: () => Promise.resolve(null) }

  test('a callback that waits too long shows a page that retries, and leaves state and code unused', async ({
    kit,
  }) => {
    const { app, phone, issueCode } = await givenSignIn(kit)
    issueCode('c1')
    const state = await phone.state('/requests')
    phone.goTo(createTestApp(kit.deps, overloaded))
    const response = await phone.callback(state, 'c1')
    expect(response.headers.get('retry-after')).toBe('5')
    expect((await initialStateOf(response)).page).toMatchObject({
      name: 'refusal',
      data: { reason: 'busy', retryTo: '/auth/login?to=%2Frequests' },
    })
    phone.goTo(app)
    expect((await phone.callback(state, 'c1')).status).toBe(200)
  })

  test('a callback that waits too long continues to the page when the browser has a session', async ({ kit }) => {
    const { phone, issueCode } = await givenSignIn(kit)
    issueCode('c1')
    await phone.callback(await phone.state(), 'c1')
    const state = await phone.state('/requests')
    phone.goTo(createTestApp(kit.deps, overloaded))
    expect((await phone.callback(state, 'c2')).headers.get('location')).toBe('/requests')
  })
})

describe('the code limiter', () => {
  async function recordCodeOrigins(kit: Kit) {
    const seen: CodeOrigin[] = []
    const real = oauthCodeLimiter(kit.deps.clock)
    const codeLimiter: OauthCodeLimiter = (who, exchange, isBad) => {
      seen.push(who)
      return real(who, exchange, isBad)
    }
    const { issueCode } = await givenSignIn(kit)
    const app = createTestApp(kit.deps, { codeLimiter })
    const signIn = async (phone: ReturnType<typeof browser>, code: string) => {
      issueCode(code)
      expect((await phone.callback(await phone.state(), code)).status).toBe(200)
    }
    return { app, seen, signIn }
  }

  test('the code limiter knows a browser after a sign-in, even after its session and secret have ended', async ({
    kit,
  }) => {
    const { app, seen, signIn } = await recordCodeOrigins(kit)
    const phone = browser(app)
    await signIn(phone, 'c1')
    phone.jar.delete('desk_session')
    phone.jar.delete('desk_state')
    await signIn(phone, 'c2')
    await signIn(phone, 'c3')
    expect(seen.map(({ isKnown }) => isKnown)).toEqual([false, true, true])
    expect(seen[1]?.browser).toBe(seen[2]?.browser)
  })

  test('the code limiter ignores a forged cookie', async ({ kit }) => {
    const { app, seen, signIn } = await recordCodeOrigins(kit)
    const phone = browser(app)
    phone.jar.set('desk_known', 'token00000000000000000000000made.AAAA')
    await signIn(phone, 'c1')
    expect(seen[0]?.isKnown).toBe(false)
  })

  test('the code limiter counts each browser separately', async ({ kit }) => {
    const { app, seen, signIn } = await recordCodeOrigins(kit)
    await signIn(browser(app), 'c1')
    await signIn(browser(app), 'c2')
    expect(new Set(seen.map(({ browser }) => browser)).size).toBe(2)
  })
})
