import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, members, roleGrants, sessions } from '../../db/schema/index.ts'
import { browser, wecomAgent } from '../../testing/browser.ts'
import { createTestApp, createSession } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'

async function arrange(kit: Kit) {
  await kit.given.department({ id: 1 })
  const actor = await kit.given.member({ userid: 'limin', roles: ['ops'] })
  const page = browser(createTestApp(kit.deps))
  page.jar.set('desk_session', await createSession(kit.deps, actor, wecomAgent))
  return {
    page,
    isSignedIn: async () => (await page.open('/api/me', { accept: '*/*', 'sec-fetch-dest': 'empty' })).status === 200,
    row: async () => (await kit.deps.db.select().from(sessions))[0],
  }
}

describe('sessions', () => {
  test('a session is active for twelve hours after its last use', async ({ kit }) => {
    const { isSignedIn } = await arrange(kit)
    kit.deps.clock.advanceHours(11.9)
    expect(await isSignedIn()).toBe(true)
    kit.deps.clock.advanceHours(11.99)
    expect(await isSignedIn()).toBe(true)
  })

  test('a session ends after twelve hours without use', async ({ kit }) => {
    const { isSignedIn } = await arrange(kit)
    kit.deps.clock.advanceHours(12)
    expect(await isSignedIn()).toBe(false)
  })

  test('a session ends at its expiry, even with constant use', async ({ kit }) => {
    const { isSignedIn } = await arrange(kit)
    for (let i = 0; i < 2; i += 1) {
      kit.deps.clock.advanceHours(11)
      expect(await isSignedIn()).toBe(true)
    }
    kit.deps.clock.advanceHours(2)
    expect(await isSignedIn()).toBe(false)
  })

  test('a session stores its use at most once a minute', async ({ kit }) => {
    const { isSignedIn, row } = await arrange(kit)
    const begun = kit.deps.clock.now()
    kit.deps.clock.advanceSeconds(59)
    await isSignedIn()
    expect((await row())?.lastSeenAt).toEqual(begun)
    kit.deps.clock.advanceSeconds(1)
    await isSignedIn()
    expect((await row())?.lastSeenAt).toEqual(kit.deps.clock.now())
  })

  test.for([2, 4, 5])('a session ends permanently when the member has status %i', async (status, { kit }) => {
    const { isSignedIn } = await arrange(kit)
    await kit.deps.db.update(members).set({ status })
    expect(await isSignedIn()).toBe(false)
    await kit.deps.db.update(members).set({ status: 1 })
    expect(await isSignedIn()).toBe(false)
  })

  test('a session carries the current roles from active grants only', async ({ kit }) => {
    const { page } = await arrange(kit)
    const readRoles = async () => ((await (await page.open('/api/me')).json()) as { roles: string[] }).roles
    expect(await readRoles()).toEqual(['ops'])
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() }).where(eq(roleGrants.userid, 'limin'))
    expect(await readRoles()).toEqual([])
  })

  test('concurrent requests of several sessions each get their own member', async ({ kit }) => {
    await kit.given.department({ id: 1 })
    const app = createTestApp(kit.deps)
    const people = []
    for (let count = 0; count < 8; count += 1) {
      const { userid } = await kit.given.member({ roles: count % 2 === 0 ? ['ops'] : [] })
      const actor = { kind: 'member' as const, userid, roles: [], adminOf: [] }
      people.push({ userid, token: await createSession(kit.deps, actor, wecomAgent) })
    }
    await kit.deps.db.update(members).set({ status: 2 }).where(eq(members.userid, people[5]!.userid))
    const responses = await Promise.all(
      [...people, ...people].map(async ({ token }) => {
        const headers = { cookie: `desk_session=${token}`, 'user-agent': wecomAgent }
        const response = await app.request('/api/me', { headers })
        const { userid, roles } = (await response.json()) as { userid?: string; roles?: string[] }
        return response.status === 200 ? [userid, roles] : response.status
      }),
    )
    const expected = people.map(({ userid }, index) => (index === 5 ? 401 : [userid, index % 2 === 0 ? ['ops'] : []]))
    expect(responses).toEqual([...expected, ...expected])
  })

  test.for(['', 'short', "' or 1=1 --", 'x'.repeat(32), 'limin'])(
    'the cookie %j opens no session',
    async (token, { kit }) => {
      const { page, isSignedIn } = await arrange(kit)
      page.jar.set('desk_session', token)
      expect(await isSignedIn()).toBe(false)
    },
  )

  test('a header or parameter that contains a userid opens no session', async ({ kit }) => {
    const { page } = await arrange(kit)
    page.jar.clear()
    const headers = { 'x-dev-user': 'limin', userid: 'limin', 'x-forwarded-user': 'limin', authorization: 'limin' }
    expect((await page.open('/api/me?userid=limin', headers)).status).toBe(401)
  })

  test('a sign-out ends the session on the server, and is recorded', async ({ kit }) => {
    const { page, isSignedIn } = await arrange(kit)
    const token = page.jar.get('desk_session') ?? ''
    expect((await page.post('/api/sign-out')).status).toBe(204)
    expect(page.jar.has('desk_session')).toBe(false)
    page.jar.set('desk_session', token)
    expect(await isSignedIn()).toBe(false)
    expect(await kit.deps.db.select().from(auditEntries)).toMatchObject([{ actor: 'limin', action: 'session.ended' }])
  })

  test('without a session, a page redirects to sign-in and an API responds 401', async ({ kit }) => {
    const { page } = await arrange(kit)
    page.jar.clear()
    expect((await page.open('/requests')).status).toBe(302)
    const api = await page.open('/api/home')
    expect([api.status, await api.json()]).toMatchObject([401, { error: { code: 'auth.required' } }])
    expect((await page.open('/requests', { 'sec-purpose': 'prefetch' })).status).toBe(401)
    expect((await page.open('/requests', { 'sec-fetch-dest': 'iframe' })).status).toBe(401)
  })
})
