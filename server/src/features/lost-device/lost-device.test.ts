import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { members, outbox, sessions } from '../../db/schema/index.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { browser } from '../../testing/browser.ts'
import { createTestApp, createSession, createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { refusalOf } from '../../testing/sign-in.ts'
import { caseFor, lostDeviceCompany, createGuardian, report } from '../../testing/fixtures/lost-device.ts'
import { getCase } from './views/get-case.ts'
import { requireCase } from './cases/case-queries.ts'

const unreachable = () => new WecomUnreachableError('timeout', 'user/update')

describe('a report of a person who may lock immediately', () => {
  test.for(['owner', 'guardian', 'dept_admin', 'ops', 'hr'] as const)(
    'the account is locked, the lock is confirmed by read-back and each recipient gets one notice: %s',
    async (kind, { kit }) => {
      const people = await lostDeviceCompany(kit)
      const { subject, other } = people
      const hr = await kit.given.member({ department: people.company, roles: ['hr'] })
      if (kind === 'guardian') await createGuardian(kit, subject.userid, other.userid)
      const reporter = { owner: subject, guardian: other, dept_admin: people.admin, ops: people.ops, hr }[kind]
      await createSession(kit.deps, subject)

      const { id, token } = await report(kit, reporter, subject.userid)
      const activeSessions = await kit.deps.db.select().from(sessions).where(eq(sessions.userid, subject.userid))
      expect(activeSessions.every(({ endedAt }) => endedAt !== null)).toBe(true)
      expect((await requireCase(kit.deps.db, id)).phase).toBe('locking')
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceSeconds(5)
      await drainOutbox(kit.deps)

      const { wecom } = kit.deps
      expect(wecom.setEnabledCalls).toEqual([{ userid: subject.userid, isEnabled: false }])
      expect(await requireCase(kit.deps.db, id)).toMatchObject({
        phase: 'locked',
        proof: 'read_back',
        reporterKind: kind,
        attempts: 1,
        exposure: { state: 'clear', items: [] },
        devices: { state: 'none' },
        mailbox: { state: 'done' },
      })
      const receipts = wecom.sent.filter(({ card }) => card.title.startsWith('已锁定'))
      const notifiedUserids = receipts.map(({ userid }) => userid).sort()
      const expected = new Set(
        [reporter, people.admin, people.ops, people.second, people.lead].map(({ userid }) => userid),
      )
      expected.delete(subject.userid)
      expect(notifiedUserids).toEqual([...expected].sort())
      expect(wecom.sent.filter(({ userid }) => userid === subject.userid)).toEqual([])
      const watched = await getCase(kit.deps, { actor: null, token }, id)
      expect(watched).toMatchObject({ phase: 'locked', allowed: [] })
      const [storedMember] = await kit.deps.db.select().from(members).where(eq(members.userid, subject.userid))
      expect(storedMember?.status).toBe(2)
    },
  )

  test('the case shows sent only after WeCom accepted, and confirmed only after the read-back', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    const { wecom, clock, db } = kit.deps
    wecom.protection.appliesCommands = false
    wecom.failures.push(unreachable())
    const { id } = await report(kit, ops, subject.userid)
    await drainOutbox(kit.deps)
    expect(await requireCase(db, id)).toMatchObject({ phase: 'locking', sentAt: null, trouble: 'timeout' })
    clock.advanceSeconds(5)
    await drainOutbox(kit.deps)
    expect(await requireCase(db, id)).toMatchObject({ phase: 'lock_sent', confirmedAt: null, trouble: null })
    expect(wecom.setEnabledCalls).toHaveLength(1)
    wecom.protection.appliesCommands = true
    clock.advanceSeconds(30)
    await drainOutbox(kit.deps)
    expect((await requireCase(db, id)).phase).toBe('locked')
  })

  test('one command is sent when only the response was lost', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    const { wecom, clock, db } = kit.deps
    const { setMemberEnabled } = wecom
    const depsLosingResponses = { ...kit.deps, wecom: { ...wecom } }
    depsLosingResponses.wecom.setMemberEnabled = async (userid, isEnabled) => {
      await setMemberEnabled(userid, isEnabled)
      throw unreachable()
    }
    const { id } = await report(kit, ops, subject.userid)
    await drainOutbox(depsLosingResponses)
    clock.advanceSeconds(5)
    await drainOutbox(depsLosingResponses)
    expect(wecom.setEnabledCalls).toHaveLength(1)
    expect(await requireCase(db, id)).toMatchObject({ phase: 'locked', sentAt: null, proof: 'read_back', attempts: 1 })
  })

  test('a manual lock is required when WeCom refuses permanently, and completes by the read-back', async ({ kit }) => {
    const { subject, ops, admin } = await lostDeviceCompany(kit)
    const { wecom, clock, db } = kit.deps
    wecom.failures.push(new WecomRefusedError(48002, 'user/update'))
    const { id } = await report(kit, ops, subject.userid)
    await drainOutbox(kit.deps)
    expect(await requireCase(db, id)).toMatchObject({ phase: 'lock_failed', trouble: '48002' })
    expect(wecom.sent.map(({ card }) => card.title)).toContain('尚未锁定：郭𠮷的账号')
    expect((await caseFor(kit, admin, id)).isManual).toBe(true)
    wecom.members.set(subject.userid, { ...wecom.members.get(subject.userid)!, status: 2 })
    clock.advanceSeconds(6)
    await drainOutbox(kit.deps)
    expect((await requireCase(db, id)).phase).toBe('locked')
  })

  test('the next person on duty is called every three minutes while the lock is not confirmed', async ({ kit }) => {
    const { subject, admin } = await lostDeviceCompany(kit)
    const { wecom, clock, db } = kit.deps
    wecom.protection.appliesCommands = false
    const { id } = await report(kit, admin, subject.userid)
    for (let step = 0; step < 8; step += 1) {
      await drainOutbox(kit.deps)
      clock.advanceSeconds(60)
    }
    expect((await requireCase(db, id)).called).toEqual(['chenhaiyan', 'zhouqiming', 'lead'])
  })

  test('sign-ins are refused as soon as the lock is requested, before WeCom is called', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    const phone = browser(createTestApp(kit.deps))
    kit.deps.wecom.codes.set('c1', subject.userid)
    await report(kit, ops, subject.userid)
    expect(await refusalOf(await phone.callback(await phone.state(), 'c1'))).toBe('locked')
    expect(await kit.deps.db.$count(sessions, eq(sessions.userid, subject.userid))).toBe(0)
  })

  test('a report enqueues one lock and its first escalation step', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    await report(kit, ops, subject.userid)
    const pendingJobs = await kit.deps.db.select({ topic: outbox.topic }).from(outbox)
    const lost = pendingJobs.map(({ topic }) => topic).filter((topic) => topic.startsWith('lost_device.'))
    expect(lost.sort()).toEqual(['lost_device.ladder', 'lost_device.prove'])
  })
})

test('a request number resolves to the case only for people who may see it', async ({ kit }) => {
  const { subject, ops, other } = await lostDeviceCompany(kit)
  const { id } = await report(kit, ops, subject.userid)
  const { no } = await caseFor(kit, ops, id)
  const { requestAs } = createTestClient(kit.deps)
  const page = { accept: 'text/html', 'sec-fetch-dest': 'document' }
  const found = await requestAs(ops, 'GET', `/r/${no}`, undefined, page)
  expect([found.status, found.headers.get('location')]).toEqual([302, `/lost-device/${id}`])
  expect((await requestAs(other, 'GET', `/r/${no}`, undefined, page)).status).toBe(404)
})
