import type { SessionList } from '@desk/shared/session/session-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, notices, sessions } from '../../db/schema/index.ts'
import { initialStateOf, browser, desktopAgent, wecomAgent } from '../../testing/browser.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { givenSignIn } from '../../testing/sign-in.ts'

/** From the morning at which the clock of a test starts to the same evening. */
const NIGHT_HOURS = 13

/** Creates a member who is signed in on a phone and on a computer. */
async function givenTwoDevices(kit: Kit, overrides: Parameters<typeof givenSignIn>[1] = {}) {
  const { app, phone, issueCode, actor, live } = await givenSignIn(kit, overrides)
  const desk = browser(app, desktopAgent)
  for (const [code, device] of [['c1', phone] as const, ['c2', desk] as const]) {
    issueCode(code)
    await device.callback(await device.state(), code)
    kit.deps.clock.advanceSeconds(10)
  }
  const list = async (device: typeof phone) => {
    const response = await device.open('/api/sessions', { accept: '*/*', 'sec-fetch-dest': 'empty' })
    return response.ok ? ((await response.json()) as SessionList).items : response.status
  }
  const listActions = async () =>
    (await kit.deps.db.select().from(auditEntries).orderBy(auditEntries.seq)).map(({ action }) => action)
  return { app, phone, desk, list, actor, live, listActions, issueCode }
}

describe('the session list', () => {
  test('the session list shows devices by name, the current one first, without tokens', async ({ kit }) => {
    const { phone, list } = await givenTwoDevices(kit)
    const items = await list(phone)
    expect(items).toMatchObject([
      { device: { client: 'wecom', system: 'ios' }, isCurrent: true, network: 'unknown' },
      { device: { client: 'chrome', system: 'linux' }, isCurrent: false },
    ])
    const rows = await kit.deps.db.select().from(sessions)
    for (const { tokenHash, browserHash } of rows) {
      expect(JSON.stringify(items)).not.toContain(tokenHash)
      expect(JSON.stringify(items)).not.toContain(browserHash)
    }
  })

  test('a device of a kind that the account never used is marked as new for a week, and the first one never', async ({
    kit,
  }) => {
    const { app, phone, desk, list, issueCode } = await givenTwoDevices(kit)
    const isNew = async () => ((await list(phone)) as SessionList['items']).map((item) => item.isNew)
    expect(await isNew()).toEqual([false, true])
    // Another phone of the same kind.
    const second = browser(app)
    issueCode('c3')
    await second.callback(await second.state(), 'c3')
    expect(await isNew()).toEqual([false, false, true])
    kit.deps.clock.advanceDays(8)
    for (const [code, device] of [['c4', phone] as const, ['c5', desk] as const]) {
      issueCode(code)
      await device.callback(await device.state(), code)
    }
    expect(await isNew()).toEqual([false, false])
  })

  test('a sign-in on a device of a new kind is reported once, outside quiet hours, and neither the first sign-in nor one on a known kind of device is', async ({
    kit,
  }) => {
    kit.deps.clock.advanceHours(NIGHT_HOURS)
    const { app, issueCode } = await givenTwoDevices(kit)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.sent).toEqual([])
    kit.deps.clock.advanceHours(12)
    await drainOutbox(kit.deps)
    const listCards = () => kit.deps.wecom.sent.map(({ userid, card }) => [userid, card.title, card.subtitle, card.url])
    const card = [
      'limin',
      '账号在新设备上登录了',
      expect.stringContaining('3月17日 23:00') as string,
      expect.stringMatching(/\/me\/sessions$/) as string,
    ]
    expect(listCards()).toEqual([card])
    const second = browser(app, desktopAgent)
    issueCode('c3')
    await second.callback(await second.state(), 'c3')
    await drainOutbox(kit.deps)
    expect(listCards()).toEqual([card])
  })

  test('a phone is neither new nor reported after sixty later sign-ins at a desk', async ({ kit }) => {
    const { list, phone, issueCode } = await givenTwoDevices(kit)
    const { db, clock } = kit.deps
    const [known] = await db.select().from(sessions).where(eq(sessions.userAgent, desktopAgent))
    clock.advanceDays(8)
    const at = clock.now()
    const later = Array.from({ length: 60 }, (_, index) => ({
      ...known!,
      tokenHash: `later${String(index)}`,
      ref: `ses_0later${String(index)}` as const,
      createdAt: at,
      lastSeenAt: at,
      endedAt: at,
    }))
    await db.insert(sessions).values(later)
    const reported = await db.$count(notices)
    clock.advanceSeconds(60)
    issueCode('c3')
    await phone.callback(await phone.state(), 'c3')
    expect(await list(phone)).toMatchObject([{ isCurrent: true, isNew: false }])
    expect(await db.$count(notices)).toBe(reported)
  })

  test('a sign-in on a new device is not reported after its member ended it', async ({ kit }) => {
    kit.deps.clock.advanceHours(NIGHT_HOURS)
    const { phone, list } = await givenTwoDevices(kit)
    const [, deskSession] = (await list(phone)) as SessionList['items']
    expect((await phone.post(`/api/sessions/${deskSession?.ref}/end`)).status).toBe(200)
    kit.deps.clock.advanceHours(12)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.sent).toEqual([])
  })

  test('the session list shows only the member’s own sessions', async ({ kit }) => {
    const { app, phone, issueCode, list } = await givenTwoDevices(kit)
    await kit.given.member({ userid: 'guoji' })
    const other = browser(app)
    issueCode('c3', 'guoji')
    await other.callback(await other.state(), 'c3')
    expect(await list(other)).toHaveLength(1)
    const [, desk] = (await list(phone)) as SessionList['items']
    expect((await other.post(`/api/sessions/${desk?.ref}/end`)).status).toBe(200)
    expect(await list(phone)).toHaveLength(2)
  })

  test('a member ends another of their sessions once, and it is recorded', async ({ kit }) => {
    const { phone, desk, list, listActions } = await givenTwoDevices(kit)
    const [, deskSession] = (await list(phone)) as SessionList['items']
    for (let i = 0; i < 2; i += 1) {
      const response = await phone.post(`/api/sessions/${deskSession?.ref}/end`)
      expect(((await response.json()) as SessionList).items).toHaveLength(1)
    }
    expect(await list(desk)).toBe(401)
    expect((await listActions()).filter((action) => action === 'session.ended')).toHaveLength(1)
  })

  test('a member ends all their other sessions at once', async ({ kit }) => {
    const { phone, desk, list, live, listActions } = await givenTwoDevices(kit)
    expect((await phone.post('/api/sessions/end-others')).status).toBe(200)
    expect([await live(), await list(desk)]).toMatchObject([[{}], 401])
    await phone.post('/api/sessions/end-others')
    expect((await listActions()).filter((action) => action === 'sessions.ended')).toHaveLength(1)
  })

  test('the session list omits sessions unused for twelve hours', async ({ kit }) => {
    const { phone, list } = await givenTwoDevices(kit)
    kit.deps.clock.advanceHours(11)
    expect(await list(phone)).toHaveLength(2)
    kit.deps.clock.advanceHours(1.5)
    expect(await list(phone)).toHaveLength(1)
  })

  test('the session list is part of its page', async ({ kit }) => {
    const { phone } = await givenTwoDevices(kit)
    const { page } = await initialStateOf(await phone.open('/me/sessions'))
    expect(page).toMatchObject({ name: 'my-sessions', data: { items: [{ isCurrent: true }, { isCurrent: false }] } })
  })
})

describe('copied session cookies', () => {
  /** Creates two devices; `useElsewhere` sends the phone's cookie from another kind of device. */
  async function givenCopiedCookie(kit: Kit, overrides: Parameters<typeof givenSignIn>[1] = {}) {
    const devices = await givenTwoDevices(kit, overrides)
    const read = { accept: '*/*', 'sec-fetch-dest': 'empty' }
    const use = (path: string, agent = wecomAgent) => devices.phone.open(path, { ...read, 'user-agent': agent })
    return { ...devices, use, useElsewhere: (path = '/api/me') => use(path, desktopAgent) }
  }

  test('a copied session cookie gives access to the member’s own data; its use is shown to the owner and recorded once', async ({
    kit,
  }) => {
    const { list, phone, useElsewhere, listActions } = await givenCopiedCookie(kit)
    expect(await list(phone)).toMatchObject([{ elsewhere: null }, { elsewhere: null }])
    expect([(await useElsewhere()).status, (await useElsewhere()).status]).toEqual([200, 200])
    expect(await list(phone)).toMatchObject([
      { isCurrent: true, elsewhere: { device: { client: 'chrome', system: 'linux' } } },
      { elsewhere: null },
    ])
    expect((await listActions()).filter((action) => action === 'session.used_elsewhere')).toHaveLength(1)
  })

  test('a copied session cookie opens no role page before re-authentication', async ({ kit }) => {
    const { use, useElsewhere } = await givenCopiedCookie(kit, { roles: ['ops'] })
    expect((await use('/api/settings')).status).toBe(200)
    const response = await useElsewhere('/api/settings')
    expect([response.status, await response.json()]).toMatchObject([401, { error: { code: 'auth.step_up_required' } }])
  })

  test('a copied session cookie shows nothing of the roles on routes of all members, and only a sign-out is accepted', async ({
    kit,
  }) => {
    const { app, phone, use, useElsewhere } = await givenCopiedCookie(kit, { roles: ['ops'] })
    const roleData = ['/api/signing-records/limin', '/api/feedback/board']
    for (const path of roleData)
      expect([path, (await use(path)).status, (await useElsewhere(path)).status]).toEqual([path, 200, 404])
    expect(await (await useElsewhere()).json()).toMatchObject({ userid: 'limin', roles: [] })
    const thief = browser(app, desktopAgent)
    for (const [name, value] of phone.jar) thief.jar.set(name, value)
    expect((await thief.open('/feedback')).status).toBe(302)
    const refused = await thief.post('/api/feedback')
    expect([refused.status, await refused.json()]).toMatchObject([401, { error: { code: 'auth.step_up_required' } }])
    expect((await phone.post('/api/feedback')).status).toBe(422)
    expect((await thief.post('/api/sign-out')).status).toBe(204)
  })

  test('a device whose User-Agent is longer than the stored part counts as the one that signed in', async ({ kit }) => {
    const { app, issueCode } = await givenSignIn(kit, { roles: ['ops'] })
    const phone = browser(app, wecomAgent.replace('wxwork/', `${'x'.repeat(300)} wxwork/`))
    issueCode('c1')
    await phone.callback(await phone.state(), 'c1')
    const read = { accept: '*/*', 'sec-fetch-dest': 'empty' }
    expect((await phone.open('/api/settings', read)).status).toBe(200)
  })

  test('an updated client counts as the same device', async ({ kit }) => {
    const { list, phone, use } = await givenCopiedCookie(kit)
    await use('/api/me', wecomAgent.replace(/wxwork\/[\d.]+/, 'wxwork/9.9.9'))
    expect(await list(phone)).toMatchObject([{ elsewhere: null }, { elsewhere: null }])
  })
})
