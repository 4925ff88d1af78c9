import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { lostCases, requestEvents } from '../../db/schema/index.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { caseFor, lostDeviceCompany, report } from '../../testing/fixtures/lost-device.ts'
import { requireCase } from './cases/case-queries.ts'
import { amendCase, contestCase } from './recovery/decide-case.ts'
import { remindLocked } from './jobs/periodic-case-jobs.ts'
import { confirmManualLock, confirmIdentity, markDeviceFound, unlockCase } from './recovery/recover-case.ts'
import { titlesTo } from '../../testing/fixtures/sent-cards.ts'

type Id = Awaited<ReturnType<typeof report>>['id']
/** Returns the id of a case with its present version, for a command. */
const atVersion = async (kit: Kit, actor: Parameters<typeof caseFor>[1], id: Id) => ({
  id,
  version: (await caseFor(kit, actor, id)).version,
})

/** Locks an account, and lets two people request its unlock, which is not sent yet. */
async function requestUnlock(kit: Kit) {
  const { deps } = kit
  const company = await lostDeviceCompany(kit)
  const { subject, ops, second, admin } = company
  const { id } = await report(kit, second, subject.userid)
  await drainOutbox(deps)
  await markDeviceFound(deps, admin, await atVersion(kit, ops, id))
  await confirmIdentity(deps, admin, { ...(await atVersion(kit, ops, id)), channel: 'phone' })
  await unlockCase(deps, ops, await atVersion(kit, ops, id))
  return { ...company, id }
}

describe('manual steps', () => {
  async function createManualLock(kit: Kit) {
    const people = await lostDeviceCompany(kit)
    const deps = { ...kit.deps, site: { ...kit.deps.site, hasContactsSecret: false } }
    const { id } = await report({ deps }, people.admin, people.subject.userid)
    await drainOutbox(deps)
    await confirmManualLock(deps, people.ops, await atVersion(kit, people.ops, id))
    return { ...people, deps, id }
  }

  /** Lets people disable the account in the console, confirms that, and lets two people request its unlock. */
  async function requestManualUnlock(kit: Kit) {
    const manual = await createManualLock(kit)
    const { deps, id, second, subject, ops, admin } = manual
    const setStatus = (status: 1 | 2) =>
      void deps.wecom.members.set(subject.userid, { ...deps.wecom.members.get(subject.userid)!, status })
    setStatus(2)
    await confirmManualLock(deps, second, await atVersion(kit, second, id))
    await markDeviceFound(deps, admin, await atVersion(kit, ops, id))
    await confirmIdentity(deps, ops, { ...(await atVersion(kit, ops, id)), channel: 'phone' })
    await unlockCase(deps, second, await atVersion(kit, ops, id))
    return { ...manual, setStatus }
  }

  test('two people cannot confirm a lock that contradicts the status that was read', async ({ kit }) => {
    const { deps, id, second } = await createManualLock(kit)
    const confirmation = confirmManualLock(deps, second, await atVersion(kit, second, id))
    await expect(confirmation).rejects.toMatchObject({ code: 'lost.still_enabled' })
    expect((await requireCase(deps.db, id)).phase).toBe('lock_failed')
  })

  test('a lock that can be read back is confirmed by the read-back', async ({ kit }) => {
    const { deps, id, second, subject } = await createManualLock(kit)
    deps.wecom.members.set(subject.userid, { ...deps.wecom.members.get(subject.userid)!, status: 2 })
    const closed = await confirmManualLock(deps, second, await atVersion(kit, second, id))
    expect(closed).toMatchObject({ phase: 'locked', proof: 'read_back' })
  })

  test('an unlock without the contacts secret becomes a manual step and completes by the read-back', async ({
    kit,
  }) => {
    const { deps, id, ops, setStatus } = await requestManualUnlock(kit)
    // Runs after the status check that the lock still has pending.
    await drainOutbox(deps)
    deps.clock.advanceSeconds(5)
    await drainOutbox(deps)
    expect(await caseFor(kit, ops, id)).toMatchObject({ phase: 'unlocking', trouble: 'unlock_by_hand' })
    setStatus(1)
    deps.clock.advanceSeconds(5)
    await drainOutbox(deps)
    expect(await requireCase(deps.db, id)).toMatchObject({ phase: 'aftercare', trouble: null })
    expect(deps.wecom.setEnabledCalls).toEqual([])
  })

  test('ops are asked once to unlock manually, and are not asked again while they do it', async ({ kit }) => {
    const { deps, id, subject, ops, second, lead } = await requestManualUnlock(kit)
    const asked = (userid: string) => titlesTo(kit, userid).filter((title) => title.startsWith('尚未解锁')).length
    await drainOutbox(deps)
    deps.clock.advanceSeconds(5)
    await drainOutbox(deps)
    // At once, not only when the unlock takes long.
    expect([ops, second, lead, subject].map(({ userid }) => asked(userid))).toEqual([1, 1, 1, 0])
    for (let minute = 0; minute < 31; minute += 1) {
      await drainOutbox(deps)
      deps.clock.advanceSeconds(60)
    }
    await drainOutbox(deps)
    // After half an hour the lead is called once more.
    expect([ops, second, lead, subject].map(({ userid }) => asked(userid))).toEqual([1, 1, 2, 0])
    expect((await caseFor(kit, ops, id)).next.map(({ userid }) => userid)).toContain(ops.userid)
  })

  test('an unlock without effect is sent again every half minute, and ops are notified after half an hour', async ({
    kit,
  }) => {
    const { ops, id } = await requestUnlock(kit)
    const { deps } = kit
    deps.wecom.protection.appliesCommands = false
    const sends = () => deps.wecom.setEnabledCalls.filter(({ isEnabled }) => isEnabled).length
    const run = async (seconds: number) => {
      for (let second = 0; second <= seconds; second += 2) {
        await drainOutbox(deps)
        deps.clock.advanceSeconds(2)
      }
    }
    await run(70)
    expect(sends()).toBe(3)
    const asked = () => titlesTo(kit, ops.userid).filter((title) => title.startsWith('尚未解锁')).length
    deps.clock.advanceSeconds(30 * 60 - 90)
    await drainOutbox(deps)
    expect(asked()).toBe(0)
    deps.clock.advanceSeconds(90)
    await run(40)
    expect(asked()).toBe(1)
    deps.wecom.protection.appliesCommands = true
    await run(40)
    expect((await requireCase(deps.db, id)).phase).toBe('aftercare')
  })

  test('an account whose unlock does not succeed is in the reminder after two weeks', async ({ kit }) => {
    const { ops } = await requestUnlock(kit)
    const { deps } = kit
    deps.wecom.protection.appliesCommands = false
    deps.clock.advanceDays(14)
    await remindLocked(deps)
    await drainOutbox(deps)
    expect(titlesTo(kit, ops.userid)).toContain('已锁定 14 天：郭𠮷的账号')
  })

  test('an unlock that WeCom refuses becomes a manual step', async ({ kit }) => {
    const { ops, id, subject } = await requestUnlock(kit)
    const { deps } = kit
    const { setMemberEnabled } = deps.wecom
    deps.wecom.setMemberEnabled = async () => {
      throw new WecomRefusedError(48002, 'user/update')
    }
    await drainOutbox(deps)
    deps.wecom.setMemberEnabled = setMemberEnabled
    expect((await caseFor(kit, ops, id)).trouble).toBe('unlock_by_hand')
    expect(titlesTo(kit, ops.userid).some((title) => title.startsWith('尚未解锁'))).toBe(true)
    deps.clock.advanceSeconds(60)
    await drainOutbox(deps)
    // The app does not try again while people do it.
    expect(deps.wecom.setEnabledCalls.filter(({ isEnabled }) => isEnabled)).toEqual([])
    deps.wecom.members.set(subject.userid, { ...deps.wecom.members.get(subject.userid)!, status: 1 })
    deps.clock.advanceSeconds(60)
    await drainOutbox(deps)
    expect((await requireCase(deps.db, id)).phase).toBe('aftercare')
  })
})

describe('escalation', () => {
  test('calls to people on duty become less frequent and never stop', async ({ kit }) => {
    const { subject, admin } = await lostDeviceCompany(kit)
    const { wecom, clock, db } = kit.deps
    wecom.protection.appliesCommands = false
    const { id } = await report(kit, admin, subject.userid)
    const stepsAfterAnHour = async () => {
      for (let minute = 0; minute < 60; minute += 1) {
        await drainOutbox(kit.deps)
        clock.advanceSeconds(60)
      }
      return (await requireCase(db, id)).escalationStep
    }
    const [afterOneHour, afterTwoHours] = [await stepsAfterAnHour(), await stepsAfterAnHour()]
    expect([afterOneHour > 12, afterTwoHours - afterOneHour]).toEqual([true, 2])
    clock.advanceDays(3)
    expect(await stepsAfterAnHour()).toBeGreaterThan(afterTwoHours + 1)
  })

  test('a recovery is escalated after half an hour to the next level, then to the leads', async ({ kit }) => {
    const { subject, ops, second, admin, lead, company } = await lostDeviceCompany(kit)
    await kit.given.member({ department: company, userid: 'boss', name: '总监', adminOf: [company] })
    const { deps } = kit
    const { id } = await report(kit, second, subject.userid)
    await drainOutbox(deps)
    await markDeviceFound(deps, second, await atVersion(kit, ops, id))
    await drainOutbox(deps)
    expect(titlesTo(kit, admin.userid)).toContain('郭𠮷申请恢复账号')
    expect(titlesTo(kit, 'boss')).toEqual([])
    deps.clock.advanceSeconds(30 * 60)
    await drainOutbox(deps)
    expect(titlesTo(kit, 'boss')).toEqual(['郭𠮷申请恢复账号'])
    await confirmIdentity(deps, admin, { ...(await atVersion(kit, ops, id)), channel: 'phone' })
    await drainOutbox(deps)
    const before = titlesTo(kit, lead.userid).filter((title) => title.startsWith('待解锁')).length
    deps.clock.advanceSeconds(30 * 60)
    await drainOutbox(deps)
    expect(titlesTo(kit, lead.userid).filter((title) => title.startsWith('待解锁'))).toHaveLength(before + 1)
  })
})

test('a contest is recorded once and notified even if the lock came first', async ({ kit }) => {
  const { subject, colleague, other, admin } = await lostDeviceCompany(kit)
  const { id } = await report(kit, colleague, subject.userid)
  const version = 1
  for (let repeat = 0; repeat < 3; repeat += 1) await contestCase(kit.deps, subject, { id, version })
  await report(kit, other, subject.userid)
  await drainOutbox(kit.deps)
  expect((await requireCase(kit.deps.db, id)).phase).toBe('locked')
  const events = await kit.deps.db.select().from(requestEvents).where(eq(requestEvents.requestId, id))
  expect(events.filter(({ type }) => type === 'lost_contested')).toHaveLength(1)
  expect(titlesTo(kit, admin.userid).filter((title) => title === '郭𠮷表示手机未丢失')).toHaveLength(1)
})

test('an amendment cannot state a time in the future, and reads the sign-ins again', async ({ kit }) => {
  const { subject, ops } = await lostDeviceCompany(kit)
  const { deps } = kit
  const { id } = await report(kit, ops, subject.userid)
  await drainOutbox(deps)
  deps.clock.advanceSeconds(5)
  await drainOutbox(deps)
  const amend = async (hours: number) =>
    amendCase(deps, ops, {
      ...(await atVersion(kit, ops, id)),
      why: 'stolen',
      lastSeenAt: new Date(deps.clock.now().getTime() + hours * 3_600_000).toISOString(),
      note: '昨晚',
    })
  await expect(amend(1)).rejects.toMatchObject({ code: 'input.invalid' })
  deps.wecom.protection.operations = [{ at: new Date(deps.clock.now().getTime() - 7_200_000), type: 4, ip: '1.2.3.*' }]
  expect((await amend(-3)).exposure).toBeNull()
  await drainOutbox(deps)
  expect((await requireCase(deps.db, id)).exposure).toMatchObject({ state: 'found', items: [{ type: 'new_device' }] })
})

test('a mailbox that does not open again is shown as still closed', async ({ kit }) => {
  const { id, ops } = await requestUnlock(kit)
  const { deps } = kit
  deps.wecom.protection.hasMailboxes = false
  await drainOutbox(deps)
  expect((await caseFor(kit, ops, id)).mailbox).toEqual({ state: 'still_closed', count: 0 })
})

test('a mailbox is opened with the account although its closing ended in an error: it may be closed', async ({
  kit,
}) => {
  const { id, subject } = await requestUnlock(kit)
  const { deps } = kit
  const isCase = eq(lostCases.requestId, id)
  await deps.db
    .update(lostCases)
    .set({ mailbox: { state: 'unavailable', count: 0 } })
    .where(isCase)
  await drainOutbox(deps)
  expect(deps.wecom.protection.mailboxes.get(subject.userid)).toBe(true)
  expect((await requireCase(deps.db, id)).mailbox).toEqual({ state: 'none', count: 0 })
})

test('a company without mailboxes has none to open', async ({ kit }) => {
  kit.deps.wecom.protection.hasMailboxes = false
  const { id } = await requestUnlock(kit)
  await drainOutbox(kit.deps)
  expect((await requireCase(kit.deps.db, id)).mailbox).toEqual({ state: 'unavailable', count: 0 })
})

test('a mailbox is closed again when the phone is reported lost while the mailbox is being opened', async ({ kit }) => {
  const { subject, second } = await requestUnlock(kit)
  const { deps } = kit
  const open = deps.wecom.openMailbox
  deps.wecom.openMailbox = async (userid) => {
    deps.wecom.openMailbox = open
    await report(kit, second, subject.userid)
    // The account is locked and its mailbox closed before the call of the unlock arrives.
    await drainOutbox(deps)
    return open(userid)
  }
  await drainOutbox(deps)
  expect(deps.wecom.members.get(subject.userid)?.status).toBe(2)
  expect(deps.wecom.protection.mailboxes.get(subject.userid)).toBe(false)
})

test('second-factor requests from browsers without a state do not query WeCom', async ({ kit }) => {
  await lostDeviceCompany(kit)
  const { requestAs } = createTestClient(kit.deps)
  let queryCount = 0
  kit.deps.wecom.secondFactorOf = async () => {
    queryCount += 1
    throw new WecomRefusedError(40029, 'auth/get_tfa_info')
  }
  const page = { accept: 'text/html', 'sec-fetch-dest': 'document' }
  for (let guess = 0; guess < 25; guess += 1)
    await requestAs(null, 'GET', `/auth/second-factor?code=guess${String(guess)}`, undefined, page)
  await requestAs(null, 'GET', '/auth/second-factor', undefined, page)
  expect(queryCount).toBe(0)
})
