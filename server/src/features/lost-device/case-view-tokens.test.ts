import { describe, expect } from 'vitest'
import { initialStateOf, browser } from '../../testing/browser.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestApp, createSession } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { lostDeviceCompany, createGuardian, report, leave } from '../../testing/fixtures/lost-device.ts'
import { refusalOf } from '../../testing/sign-in.ts'
import { requireCase } from './cases/case-queries.ts'
import { getCase } from './views/get-case.ts'
import { markDeviceFound } from './recovery/recover-case.ts'

describe('the case-view token', () => {
  test('the case-view token ends when its holder leaves or their own account is locked', async ({ kit }) => {
    const { subject, other, colleague, ops } = await lostDeviceCompany(kit)
    await createGuardian(kit, subject.userid, other.userid)
    const { id, token } = await report(kit, other, subject.userid)
    const readCase = (caseToken: string) => getCase(kit.deps, { actor: null, token: caseToken }, id)
    expect((await readCase(token)).phase).toBe('locking')
    await report(kit, ops, other.userid)
    await expect(readCase(token)).rejects.toMatchObject({ code: 'request.not_found' })
    const joined = await report(kit, colleague, subject.userid)
    expect((await readCase(joined.token)).isLimited).toBe(true)
    await leave(kit, colleague.userid)
    await expect(readCase(joined.token)).rejects.toMatchObject({ code: 'request.not_found' })
  })

  test('the case-view token reads its own case only, for a day, and not after its holder signed out', async ({
    kit,
  }) => {
    const { subject, other, ops, colleague } = await lostDeviceCompany(kit)
    const mine = await report(kit, ops, subject.userid)
    const theirs = await report(kit, colleague, other.userid)
    const readCase = (id: typeof mine.id) => getCase(kit.deps, { actor: null, token: mine.token }, id)
    await expect(readCase(theirs.id)).rejects.toMatchObject({ code: 'request.not_found' })
    const phone = browser(createTestApp(kit.deps), 'test')
    phone.jar.set('desk_watch', mine.token)
    expect((await phone.open(`/api/lost-device/cases/${mine.id}`)).status).toBe(200)
    kit.deps.clock.advanceHours(24)
    expect((await phone.open(`/api/lost-device/cases/${mine.id}`)).status).toBe(404)
    const repeated = await report(kit, ops, subject.userid)
    phone.jar.set('desk_watch', repeated.token)
    phone.jar.set('desk_session', await createSession(kit.deps, ops))
    expect((await phone.post('/api/sign-out')).status).toBe(204)
    expect(phone.jar.has('desk_watch')).toBe(false)
    await expect(getCase(kit.deps, { actor: null, token: repeated.token }, mine.id)).rejects.toMatchObject({
      code: 'request.not_found',
    })
  })
})

test.for(['locked', 'disabled'] as const)(
  "a sign-in that is refused for the reporter's own locked account shows the case: %s",
  async (how, { kit }) => {
    const { subject, other } = await lostDeviceCompany(kit)
    const phone = browser(createTestApp(kit.deps))
    const signIn = async (code: string) => {
      kit.deps.wecom.codes.set(code, subject.userid)
      return phone.callback(await phone.state(), code)
    }
    const { id, token } = await report(kit, subject, subject.userid)
    if (how === 'disabled') await drainOutbox(kit.deps)
    expect(await refusalOf(await signIn('c1'))).toBe(how)
    phone.jar.set('desk_watch', token)
    const secondAnswer = await signIn('c2')
    expect([secondAnswer.status, secondAnswer.headers.get('location')]).toEqual([302, `/lost-device/${id}`])
    const page = await phone.open(`/lost-device/${id}`)
    expect((await initialStateOf(page)).page.data).toMatchObject({ hasSession: false, admins: [{ name: '李敏' }] })
    // The token of a case about another person does not lead to that case.
    const theirs = await report(kit, other, 'wangxiaoyu')
    phone.jar.set('desk_watch', theirs.token)
    expect(await refusalOf(await signIn('c3'))).toBe(how)
  },
)

/** Returns a function that sends the report form as a browser with this session does. */
function createSender({ deps }: Kit, subjectId: string) {
  const app = createTestApp(deps)
  const lastSeenAt = new Date(deps.clock.now().getTime() - 60_000).toISOString()
  const body = { subjectId, label: '我', why: 'lost', lastSeenAt, note: '' }
  return (session: string, key: string, overrides = {}) =>
    app.request('/api/lost-device/reports', {
      method: 'POST',
      headers: {
        origin: 'http://desk.test',
        'x-requested-with': 'desk',
        'content-type': 'application/json',
        'idempotency-key': key,
        cookie: `desk_session=${session}`,
      },
      body: JSON.stringify({ ...body, ...overrides }),
    })
}

const tokenOf = (answer: Response) => /desk_watch=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''
const idOf = async (answer: Response) => ((await answer.json()) as { id: `req_${string}` }).id

describe('replayReportAnswer', () => {
  test('replayReportAnswer answers the browser that sent the report again, although the report ended its session', async ({
    kit,
  }) => {
    const { subject, other } = await lostDeviceCompany(kit)
    const send = createSender(kit, subject.userid)
    const [mine, phone, others] = [
      await createSession(kit.deps, subject),
      await createSession(kit.deps, subject),
      await createSession(kit.deps, other),
    ]
    const first = await send(mine, 'key-of-mine-1')
    const id = await idOf(first)
    const repeated = await send(mine, 'key-of-mine-1')
    expect([first.status, repeated.status, await idOf(repeated)]).toEqual([201, 200, id])
    const token = tokenOf(repeated)
    expect((await getCase(kit.deps, { actor: null, token }, id)).phase).toBe('locking')
    // A finder of the phone has no key. A key with another body, of another person or of an old report is refused.
    for (const [who, key, overrides] of [
      [phone, 'key-of-phone', {}],
      [mine, 'key-of-mine-2', {}],
      [mine, 'key-of-mine-1', { why: 'stolen' }],
    ] as const)
      expect([key, (await send(who, key, overrides)).status]).toEqual([key, 401])
    await report(kit, other, other.userid)
    expect((await send(others, 'key-of-mine-1')).status).toBe(401)
    kit.deps.clock.advanceSeconds(601)
    expect((await send(mine, 'key-of-mine-1')).status).toBe(401)
  })

  test("replayReportAnswer answers again when the report joined a colleague's report and locked the account", async ({
    kit,
  }) => {
    const { subject, colleague, other } = await lostDeviceCompany(kit)
    const { id } = await report(kit, colleague, subject.userid)
    const send = createSender(kit, subject.userid)
    const ownSession = await createSession(kit.deps, subject)
    const others = await createSession(kit.deps, other)
    const first = await send(ownSession, 'key-of-mine-1')
    expect([await idOf(first), (await requireCase(kit.deps.db, id)).phase]).toEqual([id, 'locking'])
    const repeated = await send(ownSession, 'key-of-mine-1')
    expect([repeated.status, await idOf(repeated)]).toEqual([200, id])
    const watched = await getCase(kit.deps, { actor: null, token: tokenOf(repeated) }, id)
    expect([watched.phase, watched.isMine, watched.allowed]).toEqual(['locking', true, []])
    expect((await send(ownSession, 'key-of-mine-1', { why: 'stolen' })).status).toBe(401)
    // The report about another person did not end the session; it ended for another reason and stays over.
    expect((await send(others, 'key-of-other-1')).status).toBe(201)
    await report(kit, other, other.userid)
    expect((await send(others, 'key-of-other-1')).status).toBe(401)
    kit.deps.clock.advanceSeconds(601)
    expect((await send(ownSession, 'key-of-mine-1')).status).toBe(401)
  })

  test('replayReportAnswer answers a joined report again without a second effect, even after the device was found', async ({
    kit,
  }) => {
    const { subject, colleague, admin, second } = await lostDeviceCompany(kit)
    const { id } = await report(kit, colleague, subject.userid)
    await report(kit, second, subject.userid)
    await drainOutbox(kit.deps)
    const version = async () => (await requireCase(kit.deps.db, id)).version
    await markDeviceFound(kit.deps, admin, { id, version: await version() })
    const joining = { idempotencyKey: 'key-of-admin', lastSeenAt: '2026-03-17T01:00:00.000Z' }
    expect((await report(kit, admin, subject.userid, joining)).id).toBe(id)
    await markDeviceFound(kit.deps, admin, { id, version: await version() })
    const before = await version()
    const repeated = await report(kit, admin, subject.userid, joining)
    expect([repeated.id, await version(), (await requireCase(kit.deps.db, id)).phase]).toEqual([id, before, 'recovery'])
    expect((await getCase(kit.deps, { actor: null, token: repeated.token }, id)).phase).toBe('recovery')
    await expect(report(kit, admin, subject.userid, { ...joining, why: 'stolen' })).rejects.toMatchObject({
      code: 'idempotency.key_reused',
    })
  })
})
