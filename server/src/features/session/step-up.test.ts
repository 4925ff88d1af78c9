import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { roleGrants, sessions } from '../../db/schema/index.ts'
import { initialStateOf } from '../../testing/browser.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { givenSignIn } from '../../testing/sign-in.ts'

const asData = { accept: 'application/json', 'sec-fetch-dest': 'empty' }

/** Creates a member of ops, signed in by a code exchange. */
async function givenOps(kit: Kit) {
  const arranged = await givenSignIn(kit, { roles: ['ops'] })
  const { phone, issueCode } = arranged
  let codes = 0
  const signIn = async (to = '/', userid?: string) => {
    issueCode(`c${(codes += 1)}`, userid)
    const login = await phone.open(to)
    const state = new URL(login.headers.get('location') ?? '').searchParams.get('state') ?? ''
    return phone.callback(state, `c${codes}`)
  }
  await signIn()
  const readOutcome = async (path: string) => {
    const response = await phone.open(path, asData)
    return response.ok ? response.status : ((await response.json()) as { error: { code: string } }).error.code
  }
  const requestExport = async () => {
    const response = await phone.post('/api/audit/export')
    return ((await response.json()) as { error?: { code: string } }).error?.code
  }
  return { ...arranged, signIn, readOutcome, requestExport }
}

describe('routes that require a role', () => {
  test('a route that requires a role asks for re-authentication after thirty minutes without use, while the session stays active', async ({
    kit,
  }) => {
    const { readOutcome } = await givenOps(kit)
    kit.deps.clock.advanceHours(0.49)
    expect(await readOutcome('/api/settings')).toBe(200)
    kit.deps.clock.advanceHours(0.49)
    expect(await readOutcome('/api/settings')).toBe(200)
    kit.deps.clock.advanceHours(0.3)
    expect(await readOutcome('/api/home')).toBe(200)
    // Use of other routes does not extend the limit.
    kit.deps.clock.advanceHours(0.2)
    expect(await readOutcome('/api/settings')).toBe('auth.step_up_required')
    expect(await readOutcome('/api/home')).toBe(200)
  })

  test('a route that requires a role asks for re-authentication twelve hours after the last sign-in, even with constant use', async ({
    kit,
  }) => {
    const { readOutcome } = await givenOps(kit)
    for (let i = 0; i < 29; i += 1) {
      kit.deps.clock.advanceHours(0.4)
      expect(await readOutcome('/api/settings')).toBe(200)
    }
    kit.deps.clock.advanceHours(0.4)
    expect(await readOutcome('/api/settings')).toBe('auth.step_up_required')
  })

  test('a route that requires a role responds after a sign-in that the page starts, and the browser returns to it', async ({
    kit,
  }) => {
    const { phone, signIn } = await givenOps(kit)
    kit.deps.clock.advanceHours(1)
    expect((await phone.open('/settings')).status).toBe(302)
    expect((await initialStateOf(await signIn('/settings'))).page.name).toBe('settings')
    expect((await phone.open('/settings')).status).toBe(200)
  })

  test('a route that requires a role responds 404 to a member without the role, even with an old session', async ({
    kit,
  }) => {
    const { readOutcome, actor } = await givenOps(kit)
    await kit.deps.db
      .update(roleGrants)
      .set({ endedAt: kit.deps.clock.now() })
      .where(eq(roleGrants.userid, actor.userid))
    kit.deps.clock.advanceHours(1)
    expect(await readOutcome('/api/settings')).toBe('not_found')
  })
})

describe('actions that require step-up', () => {
  test('a dangerous action requires a code exchange within the last five minutes', async ({ kit }) => {
    const { requestExport, signIn } = await givenOps(kit)
    kit.deps.clock.advanceSeconds(299)
    expect(await requestExport()).toBe('input.invalid')
    kit.deps.clock.advanceSeconds(1)
    expect(await requestExport()).toBe('auth.step_up_required')
    await signIn('/auth/login?to=/audit&fresh=1')
    expect(await requestExport()).toBe('input.invalid')
  })

  test('a step-up sign-in of another member is refused and keeps the session unchanged', async ({ kit }) => {
    const { phone, signIn, live, readOutcome } = await givenOps(kit)
    await kit.given.member({ userid: 'guoji' })
    const listLiveSessions = async () =>
      (await live()).map(({ tokenHash, confirmedAt }) => ({ tokenHash, confirmedAt }))
    const before = await listLiveSessions()
    kit.deps.clock.advanceHours(0.2)
    const response = await signIn('/auth/login?to=/audit&fresh=1', 'guoji')
    expect(response.status).toBe(403)
    expect((await initialStateOf(response)).page).toMatchObject({
      name: 'refusal',
      data: { reason: 'other_person', retryTo: '/auth/login?to=%2Faudit&fresh=1' },
    })
    expect(await listLiveSessions()).toEqual(before)
    expect(phone.jar.get('desk_session')).toBeDefined()
    expect(await readOutcome('/api/me')).toBe(200)
  })

  test('a step-up with an invalid code shows the reason instead of redirecting again, and can be repeated', async ({
    kit,
  }) => {
    const { phone, signIn, readOutcome } = await givenOps(kit)
    kit.deps.clock.advanceHours(1)
    kit.deps.wecom.codes.clear()
    const login = await phone.open('/settings')
    const state = new URL(login.headers.get('location') ?? '').searchParams.get('state') ?? ''
    const response = await phone.callback(state, 'never-issued')
    expect((await initialStateOf(response)).page).toMatchObject({ name: 'refusal', data: { reason: 'code_used' } })
    expect(await readOutcome('/api/home')).toBe(200)
    expect((await initialStateOf(await signIn('/settings'))).page.name).toBe('settings')
  })

  test('a step-up issues a new session token', async ({ kit }) => {
    const { phone, signIn, live } = await givenOps(kit)
    const before = phone.jar.get('desk_session')
    await signIn('/auth/login?to=/&fresh=1')
    expect(phone.jar.get('desk_session')).not.toBe(before)
    expect(await live()).toHaveLength(1)
    expect(await kit.deps.db.select().from(sessions)).toHaveLength(2)
  })
})

test('a sign-in that ends on a role page shows “not found” to a member without the role', async ({ kit }) => {
  const { phone, issueCode } = await givenSignIn(kit)
  for (const path of ['/settings', '/settings/api-keys', '/settings/check', '/audit']) {
    issueCode('c1')
    const response = await phone.callback(await phone.state(path), 'c1')
    expect([path, (await initialStateOf(response)).page.name]).toEqual([path, 'not-found'])
  }
})
