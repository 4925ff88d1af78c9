import type { MemberActor } from '@desk/shared/identity/actor'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { CARD_ACTION_TOPIC } from '../notifications/card-action.ts'
import { members, requests } from '../../db/schema/index.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { caseFor, lostDeviceCompany, report } from '../../testing/fixtures/lost-device.ts'
import { getHome } from '../home/get-home.ts'
import { readMyData } from '../privacy/my-data-queries.ts'
import { requireCase } from './cases/case-queries.ts'
import { changeOnCallRoster } from './cases/on-call-roster.ts'
import { contestCase, decideCase } from './recovery/decide-case.ts'
import {
  confirmManualLock,
  recordAftercare,
  confirmIdentity,
  reportIdentityDoubt,
  markDeviceFound,
  markFalseReport,
  unlockCase,
} from './recovery/recover-case.ts'
import { remindLocked } from './jobs/periodic-case-jobs.ts'
import { answerSecondFactor } from './report/second-factor.ts'

const lostOnHome = async (kit: Kit, actor: MemberActor) => (await getHome(kit.deps, actor, 'zh-CN')).waiting.lost

describe("a colleague's report", () => {
  test("a colleague's report notifies the admin and the on-call person, and locks nothing", async ({ kit }) => {
    const { subject, colleague, ops, admin } = await lostDeviceCompany(kit)
    const { wecom } = kit.deps
    const duty = { rows: [{ userid: 'zhouqiming', phone: '138 0000 1', from: 0, to: 0 }], creator: null, version: 0 }
    await changeOnCallRoster(kit.deps, ops, duty)
    const { id } = await report(kit, colleague, subject.userid)
    await drainOutbox(kit.deps)
    const reviewCards = wecom.sent.filter(({ card }) => card.title.startsWith('紧急'))
    expect(reviewCards.map(({ userid }) => userid).sort()).toEqual(['limin', 'zhouqiming'])
    expect(reviewCards[0]?.card.actions?.map(({ caption }) => caption)).toEqual(['立即锁定', '驳回'])
    expect(wecom.sent.find(({ userid }) => userid === subject.userid)?.card.title).toBe('有人上报你的手机丢失')
    expect(wecom.setEnabledCalls).toEqual([])
    expect((await requireCase(kit.deps.db, id)).phase).toBe('urgent_review')
    expect(await lostOnHome(kit, admin)).toMatchObject({ count: 1, first: id })
    const none = { count: 0, oldestAt: null, first: null, careLeft: null, urgent: [], taken: null }
    expect(await lostOnHome(kit, colleague)).toEqual(none)
  })

  test("a colleague's report goes to the next approvers after 2 minutes, to others, then to leads", async ({ kit }) => {
    const { subject, colleague, ops, company } = await lostDeviceCompany(kit)
    await kit.given.member({ department: company, userid: 'boss', name: '总监', adminOf: [company] })
    kit.deps.clock.advanceHours(13)
    const row = (userid: string) => ({ userid, phone: '138 0000 1', from: 0, to: 0 })
    const duty = { rows: [row('chenhaiyan'), row('zhouqiming')], creator: null, version: 0 }
    await changeOnCallRoster(kit.deps, ops, duty)
    const { id } = await report(kit, colleague, subject.userid)
    const calledAt: Record<number, string[]> = {}
    for (let minute = 0; minute <= 11; minute += 1) {
      await drainOutbox(kit.deps)
      calledAt[minute] = (await requireCase(kit.deps.db, id)).called
      kit.deps.clock.advanceSeconds(60)
    }
    expect(calledAt[0]).toEqual(['limin', 'chenhaiyan'])
    expect(calledAt[2]).toEqual(['limin', 'chenhaiyan', 'boss'])
    expect(calledAt[5]).toContain('zhouqiming')
    expect(calledAt[8]).toContain('lead')
    expect(kit.deps.wecom.sent.filter(({ userid }) => userid === 'lead')).not.toEqual([])
  })

  test.for(['lock', 'dismiss'] as const)('a card action decides a report: %s', async (decision, { kit }) => {
    const { subject, colleague, admin } = await lostDeviceCompany(kit)
    const { deps } = kit
    const { id } = await report(kit, colleague, subject.userid)
    await drainOutbox(deps)
    const card = deps.wecom.sent.find(({ userid, card }) => userid === admin.userid && card.actions)?.card
    const key = card?.actions?.find((action) => action.key.startsWith(`lost:${decision}`))?.key ?? ''
    const payload = { userid: admin.userid, taskId: card?.taskId ?? '', key, responseCode: 'code-pressed' }
    const job = { topic: CARD_ACTION_TOPIC, payload, dedupeKey: 'p', groupKey: 'p', runAt: deps.clock.now() }
    await deps.db.transaction((tx) => enqueue(tx, [job]))
    await drainOutbox(deps)
    expect((await requireCase(deps.db, id)).phase).toBe(decision === 'lock' ? 'locked' : 'dismissed')
    expect(deps.wecom.setEnabledCalls).toHaveLength(decision === 'lock' ? 1 : 0)
    expect(deps.wecom.replaced.map(({ card }) => card.subtitle)).toContain('李敏已决定')
  })

  test("a second colleague's report locks, unless the subject holds a role or leads a department", async ({ kit }) => {
    const { subject, admin, colleague, other } = await lostDeviceCompany(kit)
    const first = await report(kit, colleague, subject.userid)
    await report(kit, colleague, subject.userid)
    expect((await requireCase(kit.deps.db, first.id)).phase).toBe('urgent_review')
    const second = await report(kit, other, subject.userid)
    expect(second.id).toBe(first.id)
    expect((await requireCase(kit.deps.db, first.id)).phase).toBe('locking')
    const chief = await report(kit, colleague, admin.userid)
    await report(kit, other, admin.userid)
    expect((await requireCase(kit.deps.db, chief.id)).phase).toBe('urgent_review')
  })

  test('a contested report stays open: ops are notified and the admin has to call', async ({ kit }) => {
    const { subject, colleague, admin } = await lostDeviceCompany(kit)
    const { id } = await report(kit, colleague, subject.userid)
    await drainOutbox(kit.deps)
    const { version } = await caseFor(kit, subject, id)
    const view = await contestCase(kit.deps, subject, { id, version })
    expect(view).toMatchObject({ phase: 'urgent_review', isMine: true, reporter: { name: null } })
    await drainOutbox(kit.deps)
    const notices = kit.deps.wecom.sent.filter(({ card }) => card.title === '郭𠮷表示手机未丢失')
    expect(notices.map(({ userid }) => userid)).toEqual(expect.arrayContaining(['limin', 'chenhaiyan', 'lead']))
    const current = await caseFor(kit, admin, id)
    const decided = await decideCase(kit.deps, admin, { id, version: current.version, decision: 'lock', note: '' })
    expect(decided.phase).toBe('locking')
  })

  test("a colleague's report ends without a lock when undecided for a day", async ({ kit }) => {
    const { subject, colleague } = await lostDeviceCompany(kit)
    const real = await report(kit, colleague, subject.userid)
    const ghost = await report(kit, colleague, 'nobody.here')
    kit.deps.clock.advanceHours(24)
    await drainOutbox(kit.deps)
    for (const { id } of [real, ghost]) expect((await requireCase(kit.deps.db, id)).phase).toBe('dismissed')
  })
})

describe('limits of reports', () => {
  test('a colleague gets the same response and view whether or not the person exists', async ({ kit }) => {
    const { subject, colleague } = await lostDeviceCompany(kit)
    const { requestAs } = createTestClient(kit.deps)
    const reportByApi = (subjectId: string) =>
      requestAs(
        colleague,
        'POST',
        '/api/lost-device/reports',
        { subjectId, label: '老郭', why: 'lost', lastSeenAt: '2026-03-17T01:00:00.000Z', note: '' },
        { 'idempotency-key': `probe-key-${String(subjectId.length)}` },
      )
    const shapes = []
    for (const subjectId of [subject.userid, 'nobody.here']) {
      const answer = await reportByApi(subjectId)
      const { id } = (await answer.json()) as { id: `req_${string}` }
      await drainOutbox(kit.deps)
      const view = await caseFor(kit, colleague, id)
      const hide = { id: '', no: '', subject: { ...view.subject, userid: '' } }
      shapes.push({ status: answer.status, headers: [...answer.headers.keys()].sort(), view: { ...view, ...hide } })
    }
    expect(shapes[0]).toEqual(shapes[1])
    expect(shapes[0]?.view).toMatchObject({ isLimited: true, called: [], next: [], timeline: [] })
  })

  test("neither the spelling nor the colleague's data export reveals whether the person exists", async ({ kit }) => {
    const { subject, colleague } = await lostDeviceCompany(kit)
    const views = []
    for (const subjectId of [subject.userid.toUpperCase(), 'NOBODY']) {
      const { id } = await report(kit, colleague, subjectId)
      await drainOutbox(kit.deps)
      views.push((await caseFor(kit, colleague, id)).subject)
    }
    expect(views.map(({ userid }) => userid)).toEqual(['guoji', 'nobody'])
    const { requests: exportedRequests, events } = await readMyData(kit.deps.db, colleague.userid)
    expect(exportedRequests.map(({ departmentPath }) => departmentPath)).toEqual([[], []])
    expect(exportedRequests.map(({ payload }) => (payload as { subjectId: string }).subjectId).sort()).toEqual([
      'guoji',
      'nobody',
    ])
    expect(events.map(({ type }) => type)).toEqual(['lost_reported', 'lost_reported'])
    // In the subject's export, a finder of the phone does not see who reported it.
    expect((await readMyData(kit.deps.db, subject.userid)).lostCases).toEqual([])
    kit.deps.clock.advanceHours(24)
    await drainOutbox(kit.deps)
    expect((await readMyData(kit.deps.db, subject.userid)).lostCases).toMatchObject([{ reporterId: 'wangxiaoyu' }])
  })

  test('a colleague may report twice a day, and a repeated report opens no second case', async ({ kit }) => {
    const { subject, other, admin, colleague } = await lostDeviceCompany(kit)
    const key = { idempotencyKey: 'the-same-key-1' }
    const seen = { lastSeenAt: '2026-03-17T01:00:00.000Z' }
    const first = await report(kit, colleague, subject.userid, { ...key, ...seen })
    expect((await report(kit, colleague, subject.userid, { ...key, ...seen })).id).toBe(first.id)
    await report(kit, colleague, other.userid)
    await expect(report(kit, colleague, admin.userid)).rejects.toMatchObject({ code: 'lost.daily_limit' })
    kit.deps.clock.advanceHours(25)
    await report(kit, colleague, admin.userid)
    expect(await kit.deps.db.$count(requests, eq(requests.kind, 'lost_device'))).toBe(3)
  })

  test('a report does not lock the last person who could unlock, nor the creator', async ({ kit }) => {
    const { admin, ops, second, lead, colleague, other, subject } = await lostDeviceCompany(kit)
    for (const leaver of [second, lead])
      await kit.deps.db.update(members).set({ status: 5 }).where(eq(members.userid, leaver.userid))
    await expect(report(kit, ops, ops.userid)).rejects.toMatchObject({ code: 'lost.only_ops_self' })
    const hr = await kit.given.member({ roles: ['hr'] })
    await expect(report(kit, hr, ops.userid)).rejects.toMatchObject({ code: 'lost.last_ops' })
    await changeOnCallRoster(kit.deps, ops, { rows: [], creator: subject.userid, version: 0 })
    await expect(report(kit, admin, subject.userid)).rejects.toMatchObject({ code: 'lost.creator' })
    // A colleague gets no reason, and a second report does not lock the account.
    const { id } = await report(kit, colleague, subject.userid)
    await report(kit, other, subject.userid)
    expect((await requireCase(kit.deps.db, id)).phase).toBe('urgent_review')
  })

  test('the second factor admits a member before the lock of their account, and not after', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    const { protection } = kit.deps.wecom
    protection.tfaCodes.set('before', subject.userid)
    expect(await answerSecondFactor(kit.deps, 'before')).toEqual({ outcome: 'passed' })
    await report(kit, ops, subject.userid)
    protection.tfaCodes.set('after', subject.userid)
    expect(await answerSecondFactor(kit.deps, 'after')).toEqual({ outcome: 'refused' })
    expect(protection.passed).toEqual([subject.userid])
    expect(await answerSecondFactor(kit.deps, 'used')).toEqual({ outcome: 'stale' })
  })
})

describe('recoveries', () => {
  test('a recovery requires two people, and completes by the read-back', async ({ kit }) => {
    const { subject, ops, second, admin, colleague } = await lostDeviceCompany(kit)
    const { deps } = kit
    const { id } = await report(kit, second, subject.userid)
    await drainOutbox(deps)
    const current = async () => ({ id, version: (await caseFor(kit, ops, id)).version })
    await expect(unlockCase(deps, ops, await current())).rejects.toMatchObject({ code: 'auth.forbidden' })
    const onHome = async () =>
      Promise.all([subject, admin, ops, second].map(async (actor) => (await lostOnHome(kit, actor)).count))
    expect(await onHome()).toEqual([0, 0, 0, 0])
    await markDeviceFound(deps, admin, await current())
    expect(await lostOnHome(kit, admin)).toMatchObject({ count: 1, first: id })
    await expect(confirmIdentity(deps, second, { ...(await current()), channel: 'phone' })).rejects.toMatchObject({
      code: 'auth.forbidden',
    })
    await expect(confirmIdentity(deps, colleague, { ...(await current()), channel: 'phone' })).rejects.toMatchObject({
      code: 'request.not_found',
    })
    await confirmIdentity(deps, ops, { ...(await current()), channel: 'phone' })
    await expect(unlockCase(deps, ops, await current())).rejects.toMatchObject({ code: 'auth.forbidden' })
    await reportIdentityDoubt(deps, ops, { ...(await current()), note: '声音不对' })
    await markDeviceFound(deps, admin, await current())
    await confirmIdentity(deps, admin, { ...(await current()), channel: 'in_person' })
    expect(await onHome()).toEqual([0, 0, 1, 1])
    await unlockCase(deps, ops, await current())
    await drainOutbox(deps)
    expect(deps.wecom.setEnabledCalls.map(({ isEnabled }) => isEnabled)).toEqual([false, true])
    expect(await requireCase(deps.db, id)).toMatchObject({ phase: 'aftercare', mailbox: { state: 'none' } })
    expect(deps.wecom.members.get(subject.userid)?.status).toBe(1)
    const unlockNotice = deps.wecom.sent.find(({ userid }) => userid === subject.userid)
    expect(unlockNotice?.card.subtitle).toContain('周启明')
    expect(await onHome()).toEqual([1, 0, 0, 0])
    const done = await recordAftercare(deps, subject, { ...(await current()), done: ['password', 'device', 'pc'] })
    expect(done).toMatchObject({ phase: 'closed', reporter: { name: '周启明' } })
    expect((await markFalseReport(deps, ops, await current())).isFalse).toBe(true)
  })

  test('a manual lock that cannot be read is confirmed by two people and shown as their statement', async ({ kit }) => {
    const { subject, ops, second, admin } = await lostDeviceCompany(kit)
    const deps = { ...kit.deps, site: { ...kit.deps.site, hasContactsSecret: false } }
    deps.wecom.findMember = async () => {
      throw new WecomRefusedError(60011, 'user/get')
    }
    const { id } = await report({ deps }, admin, subject.userid)
    await drainOutbox(deps)
    const first = await caseFor(kit, ops, id)
    expect(first).toMatchObject({ phase: 'lock_failed', isManual: true, trouble: 'no_contacts_secret' })
    const confirmed = await confirmManualLock(deps, ops, { id, version: first.version })
    expect(confirmed).toMatchObject({ phase: 'lock_failed', attestedBy: { name: '陈海燕' } })
    await expect(confirmManualLock(deps, ops, { id, version: confirmed.version })).rejects.toMatchObject({
      code: 'auth.forbidden',
    })
    const both = await confirmManualLock(deps, second, { id, version: confirmed.version })
    expect(both).toMatchObject({ phase: 'locked', proof: 'word' })
    await drainOutbox(deps)
    expect(deps.wecom.sent.map(({ card }) => card.title)).toContain('已手动停用：郭𠮷的账号')
    expect(deps.wecom.setEnabledCalls).toEqual([])
  })

  test('a lock that lasts two weeks is followed by one reminder', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    await report(kit, ops, subject.userid)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceDays(14)
    await remindLocked(kit.deps)
    await remindLocked(kit.deps)
    await drainOutbox(kit.deps)
    const reminders = kit.deps.wecom.sent.filter(({ card }) => card.title.startsWith('已锁定 14 天'))
    expect(reminders.map(({ userid }) => userid).sort()).toEqual(['chenhaiyan', 'lead', 'limin', 'zhouqiming'])
  })

  test('a planned change of phone locks nothing, removes trusted PCs, and is closed by the owner', async ({ kit }) => {
    const { subject } = await lostDeviceCompany(kit)
    kit.deps.wecom.protection.devices = [{ code: 'pc-1', type: 1 }]
    const { id } = await report(kit, subject, subject.userid, { why: 'planned' })
    await drainOutbox(kit.deps)
    expect(await requireCase(kit.deps.db, id)).toMatchObject({
      phase: 'aftercare',
      devices: { state: 'done', count: 1 },
    })
    const { version } = await caseFor(kit, subject, id)
    const done = await recordAftercare(kit.deps, subject, { id, version, done: ['password', 'device', 'pc'] })
    expect(done.phase).toBe('closed')
    expect(kit.deps.wecom.setEnabledCalls).toEqual([])
  })
})
