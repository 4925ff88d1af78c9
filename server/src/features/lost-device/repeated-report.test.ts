import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { lostCases } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { caseFor, lostDeviceCompany, createGuardian, report, typesOf } from '../../testing/fixtures/lost-device.ts'
import { jobHandlers } from '../../composition/job-handlers.ts'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
import { claimJob } from '../../outbox/outbox-queries.ts'
import { runJob } from '../../outbox/run-job.ts'
import { requireCase } from './cases/case-queries.ts'
import { closeCasesOfLeavers } from './jobs/periodic-case-jobs.ts'
import { LOCK_TOPIC, UNLOCK_TOPIC } from './cases/lost-topics.ts'
import { confirmIdentity, markDeviceFound, unlockCase } from './recovery/recover-case.ts'

type People = Awaited<ReturnType<typeof lostDeviceCompany>>

/** Creates a locked case, reports the device as found, confirms the identity and requests the unlock; `until` is the last step. */
async function createRecovery(
  kit: Kit,
  { subject, second, admin, ops }: People,
  until: 'recovery' | 'identity' | 'unlock',
) {
  const { id } = await report(kit, second, subject.userid)
  await drainOutbox(kit.deps)
  const current = async () => ({ id, version: (await caseFor(kit, ops, id)).version })
  await markDeviceFound(kit.deps, admin, await current())
  if (until === 'recovery') return id
  await confirmIdentity(kit.deps, admin, { ...(await current()), channel: 'phone' })
  if (until === 'unlock') await unlockCase(kit.deps, ops, await current())
  return id
}

const statusOf = ({ deps }: Kit, userid: string) => deps.wecom.members.get(userid)?.status

describe('a new report after an earlier one', () => {
  test('a new report locks the account although a planned change is open', async ({ kit }) => {
    const { subject } = await lostDeviceCompany(kit)
    const planned = await report(kit, subject, subject.userid, { why: 'planned' })
    await drainOutbox(kit.deps)
    const { id } = await report(kit, subject, subject.userid, { why: 'stolen' })
    expect(id).not.toBe(planned.id)
    await drainOutbox(kit.deps)
    expect(statusOf(kit, subject.userid)).toBe(2)
    expect((await requireCase(kit.deps.db, id)).phase).toBe('locked')
    expect(await requireCase(kit.deps.db, planned.id)).toMatchObject({ phase: 'closed', aftercare: [] })
  })

  test('a new report locks the account although it was just unlocked', async ({ kit }) => {
    const people = await lostDeviceCompany(kit)
    const first = await createRecovery(kit, people, 'unlock')
    await drainOutbox(kit.deps)
    expect(statusOf(kit, people.subject.userid)).toBe(1)
    await createGuardian(kit, people.subject.userid, people.other.userid)
    const { id } = await report(kit, people.other, people.subject.userid)
    await drainOutbox(kit.deps)
    expect(id).not.toBe(first)
    expect(statusOf(kit, people.subject.userid)).toBe(2)
    expect(kit.deps.wecom.protection.mailboxes.get(people.subject.userid)).toBe(false)
  })

  test('a new report starts a review when a colleague reports', async ({ kit }) => {
    const people = await lostDeviceCompany(kit)
    const first = await createRecovery(kit, people, 'unlock')
    await drainOutbox(kit.deps)
    const { id } = await report(kit, people.colleague, people.subject.userid)
    expect((await requireCase(kit.deps.db, id)).phase).toBe('urgent_review')
    expect((await requireCase(kit.deps.db, first)).phase).toBe('closed')
  })

  test('a new report stops a pending unlock, and the lock follows it', async ({ kit }) => {
    const people = await lostDeviceCompany(kit)
    const { wecom, clock } = kit.deps
    await createRecovery(kit, people, 'unlock')
    // The unlock is sent, and WeCom is slow to apply it.
    wecom.protection.appliesCommands = false
    await drainOutbox(kit.deps)
    const { id } = await report(kit, people.ops, people.subject.userid)
    wecom.protection.appliesCommands = true
    for (let step = 0; step < 3; step += 1) {
      await drainOutbox(kit.deps)
      clock.advanceSeconds(5)
    }
    expect(wecom.setEnabledCalls.map(({ isEnabled }) => isEnabled)).toEqual([false, true, false])
    expect((await requireCase(kit.deps.db, id)).phase).toBe('locked')
    expect(statusOf(kit, people.subject.userid)).toBe(2)
  })

  test('a new report locks the account at once although a pending unlock waits for its next attempt', async ({
    kit,
  }) => {
    const people = await lostDeviceCompany(kit)
    const { wecom, db } = kit.deps
    await createRecovery(kit, people, 'unlock')
    wecom.protection.appliesCommands = false
    await drainOutbox(kit.deps)
    const { id } = await report(kit, people.ops, people.subject.userid)
    await drainOutbox(kit.deps)
    expect(wecom.setEnabledCalls.map(({ isEnabled }) => isEnabled)).toEqual([false, true, false])
    expect((await requireCase(db, id)).phase).toBe('locked')
  })

  test('a new report waits with its lock until the running unlock has finished', async ({ kit }) => {
    const people = await lostDeviceCompany(kit)
    const { db, clock } = kit.deps
    await createRecovery(kit, people, 'unlock')
    const claim = () => claimJob(db, clock.now(), 8_000, [LOCK_TOPIC, UNLOCK_TOPIC])
    const unlocking = await claim()
    expect(unlocking?.topic).toBe(UNLOCK_TOPIC)
    await report(kit, people.ops, people.subject.userid)
    expect(await claim()).toBeNull()
    await runJob(kit.deps, jobHandlers(kit.deps), unlocking!)
    expect((await claim())?.topic).toBe(LOCK_TOPIC)
    expect(kit.deps.wecom.setEnabledCalls.map(({ isEnabled }) => isEnabled)).toEqual([false])
  })

  test('a new report revokes a confirmed identity, so that the account cannot be unlocked by it', async ({ kit }) => {
    const people = await lostDeviceCompany(kit)
    const id = await createRecovery(kit, people, 'identity')
    const { version } = await caseFor(kit, people.ops, id)
    expect((await report(kit, people.second, people.subject.userid)).id).toBe(id)
    expect(await requireCase(kit.deps.db, id)).toMatchObject({ phase: 'locked', identityBy: null })
    await expect(unlockCase(kit.deps, people.ops, { id, version })).rejects.toMatchObject({ code: 'auth.forbidden' })
    expect(await typesOf(kit, id)).toContain('identity_doubted')
  })
})

describe('a subject who left', () => {
  const leave = ({ deps }: Kit, userid: string) =>
    deps.db.transaction((tx) => markMembersLeft(deps, tx, [userid], { at: deps.clock.now(), source: 'test' }))

  test.for(['locked', 'lock_sent', 'urgent_review', 'recovery', 'unlocking'] as const)(
    'the case of a subject who left is closed in phase %s, without further effects',
    async (phase, { kit }) => {
      const people = await lostDeviceCompany(kit)
      const { subject, ops, colleague } = people
      const { deps } = kit
      deps.wecom.protection.appliesCommands = phase !== 'lock_sent'
      const id =
        phase === 'recovery' || phase === 'unlocking'
          ? await createRecovery(kit, people, phase === 'unlocking' ? 'unlock' : 'recovery')
          : (await report(kit, phase === 'urgent_review' ? colleague : ops, subject.userid)).id
      if (phase !== 'unlocking') await drainOutbox(deps)
      expect((await requireCase(deps.db, id)).phase).toBe(phase)
      deps.clock.advanceSeconds(1)
      deps.wecom.members.delete(subject.userid)
      await leave(kit, subject.userid)
      await closeCasesOfLeavers(deps)
      await closeCasesOfLeavers(deps)
      expect(await requireCase(deps.db, id)).toMatchObject({ phase: 'left', endedAt: deps.clock.now() })
      expect((await typesOf(kit, id)).filter((type) => type === 'lost_left')).toHaveLength(1)
      const calls = deps.wecom.setEnabledCalls.length
      for (let minute = 0; minute < 10; minute += 1) {
        deps.clock.advanceSeconds(60)
        await drainOutbox(deps)
      }
      expect(deps.wecom.setEnabledCalls).toHaveLength(calls)
      const { reporterId } = await requireCase(deps.db, id)
      // The reporter reads the name that they typed.
      const titleFor = (userid: string) => `已结束：${userid === reporterId ? '那个人' : '郭𠮷'}的账号`
      const ends = deps.wecom.sent.filter(({ card }) => card.title.startsWith('已结束'))
      expect(ends.map(({ userid }) => userid)).toContain(phase === 'urgent_review' ? colleague.userid : ops.userid)
      expect(ends.map(({ card }) => card.title)).toEqual(ends.map(({ userid }) => titleFor(userid)))
      expect((await caseFor(kit, ops, id)).next).toEqual([])
    },
  )

  test('a report about a subject who left notifies no approver and locks nothing', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    await leave(kit, subject.userid)
    const { id } = await report(kit, ops, subject.userid)
    await drainOutbox(kit.deps)
    expect(await requireCase(kit.deps.db, id)).toMatchObject({ phase: 'urgent_review', called: [] })
    expect(kit.deps.wecom.sent).toEqual([])
  })

  test('the case stays open when the subject is back before the job runs', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    const { deps } = kit
    const { id } = await report(kit, ops, subject.userid)
    await drainOutbox(deps)
    deps.clock.advanceSeconds(1)
    await leave(kit, subject.userid)
    deps.clock.advanceSeconds(1)
    const member = deps.wecom.members.get(subject.userid)!
    await deps.db.transaction((tx) => syncMembers(deps, tx, [member], { at: deps.clock.now(), source: 'test' }))
    await closeCasesOfLeavers(deps)
    expect((await deps.db.select().from(lostCases).where(eq(lostCases.requestId, id)))[0]?.phase).toBe('locked')
  })
})
