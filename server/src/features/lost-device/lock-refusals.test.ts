import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, members, outbox, requestCandidates, requestEvents, requests } from '../../db/schema/index.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { CARD_ACTION_TOPIC } from '../notifications/card-action.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import { browser } from '../../testing/browser.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestApp, createSession, createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { caseFor, lostDeviceCompany, createGuardian, report, leave } from '../../testing/fixtures/lost-device.ts'
import { submitInfoChange } from '../../testing/request-fixtures.ts'
import { requireCase } from './cases/case-queries.ts'
import { decideCase } from './recovery/decide-case.ts'
import { changeOnCallRoster, getOnCallRoster } from './cases/on-call-roster.ts'
import { getLostForm } from './views/get-case.ts'
import { answerGuardianRequest, requestGuardian, getGuardians } from './guardians/guardians.ts'
import { titlesTo } from '../../testing/fixtures/sent-cards.ts'

const onDuty = (userid: string, phone = '138 0000 0001') => ({ userid, phone, from: 0, to: 0 })

describe('an account whose lock is requested, confirmed or not', () => {
  test('an account whose lock is requested loses its approvals to another approver, and its card actions have no effect', async ({
    kit,
  }) => {
    const { subject, admin, ops, company } = await lostDeviceCompany(kit)
    const { deps } = kit
    const parent = await kit.given.member({ department: company, userid: 'boss', adminOf: [company] })
    const { id } = await submitInfoChange(kit, subject, { position: { from: '店员', to: '店长' } })
    await drainOutbox(deps)
    const card = deps.wecom.sent.find(({ userid }) => userid === admin.userid)?.card
    // WeCom does not execute the lock: it exists only in this app.
    deps.wecom.protection.appliesCommands = false
    await report(kit, ops, admin.userid)
    // The button is pressed on the lost phone, before another approver is notified.
    const press = { userid: admin.userid, taskId: card?.taskId, key: card?.actions?.[0]?.key, responseCode: 'r' }
    const runAt = new Date(deps.clock.now().getTime() - 1)
    const job = { topic: CARD_ACTION_TOPIC, payload: press, dedupeKey: 'p', groupKey: 'p', runAt }
    await deps.db.transaction((tx) => enqueue(tx, [job]))
    await drainOutbox(deps)
    expect((await deps.db.select().from(requests).where(eq(requests.id, id)))[0]?.state).toBe('open')
    const open = await deps.db.select().from(requestCandidates).where(eq(requestCandidates.requestId, id))
    expect(open.filter(({ closedAt }) => closedAt === null).map(({ userid }) => userid)).toEqual([parent.userid])
    // The card on that phone is not updated, so it does not show the new approver.
    expect(deps.wecom.replaced).toEqual([])
  })

  test('an account whose lock is requested cannot be used with the session of a sign-in that ran at the same time', async ({
    kit,
  }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    await report(kit, ops, subject.userid)
    // `requestAs` inserts a session, as a sign-in that checked the account before the lock would.
    expect((await createTestClient(kit.deps).requestAs(subject, 'GET', '/api/home')).status).toBe(401)
  })

  test('an account whose lock is requested does not count as able to unlock: the second of two such accounts is not locked', async ({
    kit,
  }) => {
    const { ops, second, lead } = await lostDeviceCompany(kit)
    await leave(kit, lead.userid)
    const hr = await kit.given.member({ roles: ['hr'] })
    kit.deps.wecom.protection.appliesCommands = false
    await report(kit, hr, ops.userid)
    await drainOutbox(kit.deps)
    await expect(report(kit, hr, second.userid)).rejects.toMatchObject({ code: 'lost.last_ops' })
  })
})

describe('changeOnCallRoster', () => {
  test('changeOnCallRoster requires a recent confirmation of the identity by WeCom', async ({ kit }) => {
    const { ops } = await lostDeviceCompany(kit)
    const phone = browser(createTestApp(kit.deps), 'test')
    phone.jar.set('desk_session', await createSession(kit.deps, ops))
    kit.deps.clock.advanceSeconds(301)
    const refused = await phone.post('/api/settings/on-call')
    expect([refused.status, await refused.json()]).toMatchObject([401, { error: { code: 'auth.step_up_required' } }])
  })

  test('changeOnCallRoster accepts only present members, and audits hours, the last digits of numbers and the creator', async ({
    kit,
  }) => {
    const { ops, subject, second } = await lostDeviceCompany(kit)
    const save = (rows: ReturnType<typeof onDuty>[], creator: string | null, version: number) =>
      changeOnCallRoster(kit.deps, ops, { rows, creator, version })
    await expect(save([onDuty('nobody.here')], null, 0)).rejects.toMatchObject({ code: 'input.invalid' })
    await save([onDuty(second.userid, '138 0000 2046')], subject.userid, 0)
    const [entry] = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'settings.change'))
    expect(JSON.stringify(entry?.details)).toContain('zhouqiming 0-0 …2046')
    expect(JSON.stringify(entry?.details)).toContain('creator guoji')
    // A listed person who has left does not block changes of the others.
    await leave(kit, second.userid)
    await save([onDuty(second.userid), onDuty(ops.userid)], null, 1)
    expect((await getOnCallRoster(kit.deps, ops)).rows).toHaveLength(2)
  })

  test('a person who cannot be called is left out of the escalation, and their number is not shown', async ({
    kit,
  }) => {
    const { ops, subject, second, lead, colleague } = await lostDeviceCompany(kit)
    const leaver = await kit.given.member({ userid: 'gone' })
    const rows = [leaver, subject, colleague, second].map(({ userid }, index) =>
      onDuty(userid, `138 0000 000${String(index)}`),
    )
    await changeOnCallRoster(kit.deps, ops, { rows, creator: null, version: 0 })
    await leave(kit, leaver.userid)
    expect((await getLostForm(kit.deps, ops)).onCall.map(({ phone }) => phone)).not.toContain('138 0000 0000')
    const { id } = await report(kit, colleague, subject.userid)
    await drainOutbox(kit.deps)
    expect((await requireCase(kit.deps.db, id)).called).toEqual(['limin', second.userid])
    const phones = (await caseFor(kit, lead, id)).onCall.map(({ phone }) => phone)
    expect(phones).toEqual(['138 0000 0002', '138 0000 0003'])
  })

  test('a case marks its viewer among the people to call, on duty and as admin', async ({ kit }) => {
    const { ops, subject, second, admin } = await lostDeviceCompany(kit)
    const rows = [ops, second].map(({ userid }, index) => onDuty(userid, `138 0000 000${String(index)}`))
    await changeOnCallRoster(kit.deps, ops, { rows, creator: null, version: 0 })
    const { id } = await report(kit, ops, subject.userid)
    const marked = async (viewer: typeof ops) => {
      const { onCall, admins } = await caseFor(kit, viewer, id)
      return [...onCall, ...admins].flatMap(({ name, isViewer }) => (isViewer ? [name] : []))
    }
    expect([await marked(ops), await marked(admin), await marked(subject)]).toEqual([['陈海燕'], ['李敏'], []])
  })
})

describe('limits of reports', () => {
  test('a report that joins a case counts towards the two a day, and a repeated one does not', async ({ kit }) => {
    const { subject, other, admin, colleague, department } = await lostDeviceCompany(kit)
    const joiner = await kit.given.member({ department, userid: 'joiner' })
    const first = await report(kit, colleague, admin.userid)
    for (let repeat = 0; repeat < 3; repeat += 1) expect((await report(kit, joiner, admin.userid)).id).toBe(first.id)
    const events = await kit.deps.db.select().from(requestEvents).where(eq(requestEvents.type, 'lost_joined'))
    expect(events).toHaveLength(1)
    await report(kit, joiner, subject.userid)
    await expect(report(kit, joiner, other.userid)).rejects.toMatchObject({ code: 'lost.daily_limit' })
    expect((await getLostForm(kit.deps, joiner)).reportsLeft).toBe(0)
    // Reporting one's own phone is not limited.
    const own = await report(kit, joiner, joiner.userid)
    expect((await requireCase(kit.deps.db, own.id)).phase).toBe('locking')
  })

  test('two reports of colleagues do not lock the account of a department leader', async ({ kit }) => {
    const { subject, colleague, other, department } = await lostDeviceCompany(kit)
    await kit.deps.db
      .update(members)
      .set({ leaderOf: [department] })
      .where(eq(members.userid, subject.userid))
    const { id } = await report(kit, colleague, subject.userid)
    await report(kit, other, subject.userid)
    expect((await requireCase(kit.deps.db, id)).phase).toBe('urgent_review')
  })

  test('a guardian may lock but not report a planned change of phone', async ({ kit }) => {
    const { subject, other } = await lostDeviceCompany(kit)
    await createGuardian(kit, subject.userid, other.userid)
    await expect(report(kit, other, subject.userid, { why: 'planned' })).rejects.toMatchObject({
      code: 'input.invalid',
    })
  })
})

describe('guardians', () => {
  test('a declined guardian request cannot be accepted later, when its place may be taken', async ({ kit }) => {
    const { subject, colleague, other, admin } = await lostDeviceCompany(kit)
    await requestGuardian(kit.deps, subject, colleague.userid)
    await answerGuardianRequest(kit.deps, colleague, { userid: subject.userid, answer: 'decline' })
    for (const guardian of [other, admin]) {
      await requestGuardian(kit.deps, subject, guardian.userid)
      await answerGuardianRequest(kit.deps, guardian, { userid: subject.userid, answer: 'accept' })
    }
    await expect(
      answerGuardianRequest(kit.deps, colleague, { userid: subject.userid, answer: 'accept' }),
    ).rejects.toMatchObject({
      code: 'not_found',
    })
    const { id } = await report(kit, colleague, subject.userid)
    expect((await requireCase(kit.deps.db, id)).phase).toBe('urgent_review')
  })

  test('a guardian who has not answered or has left is shown as such, the former cannot lock, and a ward who left is not listed', async ({
    kit,
  }) => {
    const { subject, colleague, other } = await lostDeviceCompany(kit)
    await requestGuardian(kit.deps, subject, colleague.userid)
    await createGuardian(kit, subject.userid, other.userid)
    await leave(kit, other.userid)
    const states = (await getGuardians(kit.deps, subject)).guardians.map(({ userid, state }) => [userid, state])
    expect(states.sort()).toEqual([
      ['sunhao', 'gone'],
      ['wangxiaoyu', 'asked'],
    ])
    const { id } = await report(kit, colleague, subject.userid)
    expect((await requireCase(kit.deps.db, id)).phase).toBe('urgent_review')
    await createGuardian(kit, other.userid, colleague.userid)
    expect((await getLostForm(kit.deps, colleague)).wards).toEqual([])
  })

  test('a member whose own account is locked receives no guardian request', async ({ kit }) => {
    const { subject, colleague, ops } = await lostDeviceCompany(kit)
    await requestGuardian(kit.deps, subject, colleague.userid)
    await report(kit, ops, colleague.userid)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, colleague.userid)).toEqual([])
  })
})

describe('notices after the decision', () => {
  test('both reporters receive the lock notice when the second one may lock', async ({ kit }) => {
    const { subject, colleague, other } = await lostDeviceCompany(kit)
    await report(kit, colleague, subject.userid)
    await createGuardian(kit, subject.userid, other.userid)
    await report(kit, other, subject.userid)
    await drainOutbox(kit.deps)
    for (const reporter of [colleague, other]) expect(titlesTo(kit, reporter.userid)).toContain('已锁定：郭𠮷的账号')
  })

  test('a rejection requires a reason, and the subject learns who reported', async ({ kit }) => {
    const { subject, colleague, admin } = await lostDeviceCompany(kit)
    const { id } = await report(kit, colleague, subject.userid)
    const { version } = await caseFor(kit, admin, id)
    const dismiss = (note: string) => decideCase(kit.deps, admin, { id, version, decision: 'dismiss', note })
    await expect(dismiss('')).rejects.toMatchObject({ code: 'input.invalid' })
    await dismiss('打过电话，手机在')
    await drainOutbox(kit.deps)
    const rejectionCard = kit.deps.wecom.sent.find(({ card }) => card.title === '有人上报过你的手机丢失，未锁定')
    expect(rejectionCard).toMatchObject({
      userid: subject.userid,
      card: { subtitle: '上报人：王小雨。账号可正常使用' },
    })
    // The card shows the reporter's own label: it does not reveal whether the person exists.
    expect(titlesTo(kit, colleague.userid)).toEqual(['未锁定：那个人的账号'])
    expect((await caseFor(kit, subject, id)).reporter.name).toBe('王小雨')
  })

  test('an undecided report ends after a day with a notice to the reporter, even for an unknown person, and to the subject', async ({
    kit,
  }) => {
    const { subject, colleague } = await lostDeviceCompany(kit)
    await report(kit, colleague, subject.userid)
    await report(kit, colleague, 'nobody.here')
    kit.deps.clock.advanceHours(24)
    await drainOutbox(kit.deps)
    const expiryCards = kit.deps.wecom.sent.filter(({ userid }) => userid === colleague.userid).map(({ card }) => card)
    expect(expiryCards.map(({ title, subtitle }) => `${title} ${subtitle}`)).toEqual(
      Array.from({ length: 2 }, () => '未锁定：那个人的账号 24 小时内无人决定，上报已到期'),
    )
    expect(titlesTo(kit, subject.userid)).toContain('有人上报过你的手机丢失，未锁定')
  })
})

test('a lock is sent even if the app may not read the account, and stays unconfirmed', async ({ kit }) => {
  const { subject, ops } = await lostDeviceCompany(kit)
  const { wecom, clock, db } = kit.deps
  const depsWithoutRead = { ...kit.deps, wecom: { ...wecom } }
  depsWithoutRead.wecom.findMember = async () => {
    throw new WecomRefusedError(60011, 'user/get')
  }
  wecom.failures.push(new WecomRefusedError(-1, 'user/update'))
  const { id } = await report(kit, ops, subject.userid)
  for (let step = 0; step < 8; step += 1) {
    await drainOutbox(depsWithoutRead)
    clock.advanceSeconds(10)
  }
  expect(wecom.setEnabledCalls).not.toEqual([])
  expect(await requireCase(db, id)).toMatchObject({ confirmedAt: null })
  expect(await db.$count(outbox, eq(outbox.topic, 'lost_device.prove'))).toBe(1)
})
