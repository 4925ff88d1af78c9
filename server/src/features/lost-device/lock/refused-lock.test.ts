import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { requestEvents } from '../../../db/schema/index.ts'
import { WecomDeferredError, WecomRefusedError, WecomUnreachableError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { caseFor, lostDeviceCompany, report } from '../../../testing/fixtures/lost-device.ts'
import { notifiedOf } from '../../../testing/fixtures/sent-cards.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { requireCase } from '../cases/case-queries.ts'
import { confirmIdentity, confirmManualLock, markDeviceFound, unlockCase } from '../recovery/recover-case.ts'

type Id = Awaited<ReturnType<typeof report>>['id']

const atVersion = async ({ deps }: Kit, id: Id) => ({ id, version: (await requireCase(deps.db, id)).version })

/** Lets WeCom refuse the contacts secret: the adapter sends no call for an hour. Returns a function that corrects the secret. */
function refuseSecret({ deps: { wecom, clock } }: Kit): () => void {
  const { setMemberEnabled } = wecom
  wecom.setMemberEnabled = () =>
    Promise.reject(new WecomDeferredError(40001, 'gettoken', new Date(clock.now().getTime() + 3_600_000)))
  return () => void (wecom.setMemberEnabled = setMemberEnabled)
}

/** Changes the account in WeCom's console. */
const setStatus = ({ deps: { wecom } }: Kit, userid: string, status: 1 | 2) =>
  void wecom.members.set(userid, { ...wecom.members.get(userid)!, status })

async function drainAfter(kit: Kit, seconds: number): Promise<void> {
  kit.deps.clock.advanceSeconds(seconds)
  await drainOutbox(kit.deps)
}

describe('a contacts secret that WeCom refuses', () => {
  test('all of ops are asked at once to lock in the console, and the app locks once the secret is valid', async ({
    kit,
  }) => {
    const { subject, admin } = await lostDeviceCompany(kit)
    const correctSecret = refuseSecret(kit)
    const { id } = await report(kit, admin, subject.userid)
    await drainOutbox(kit.deps)
    expect(await requireCase(kit.deps.db, id)).toMatchObject({ phase: 'lock_failed', trouble: '40001', attempts: 0 })
    expect((await caseFor(kit, admin, id)).isManual).toBe(true)
    await drainAfter(kit, 40)
    expect(notifiedOf(kit, '尚未锁定').sort()).toEqual(['chenhaiyan', 'lead', 'zhouqiming'])
    correctSecret()
    await drainAfter(kit, 31)
    expect(await requireCase(kit.deps.db, id)).toMatchObject({ phase: 'locked', proof: 'read_back', attempts: 1 })
  })

  test('the lock is sent and people are asked when the secret of the app is refused, so that nothing can be read', async ({
    kit,
  }) => {
    const { subject, admin } = await lostDeviceCompany(kit)
    const { wecom, clock, db } = kit.deps
    const until = new Date(clock.now().getTime() + 3_600_000)
    wecom.findMember = () => Promise.reject(new WecomDeferredError(40001, 'gettoken', until))
    const { id } = await report(kit, admin, subject.userid)
    await drainOutbox(kit.deps)
    await drainAfter(kit, 31)
    expect(wecom.setEnabledCalls.map(({ isEnabled }) => isEnabled)).toEqual([false, false])
    expect(await requireCase(db, id)).toMatchObject({ confirmedAt: null })
    expect(notifiedOf(kit, '尚未锁定').sort()).toEqual(['chenhaiyan', 'lead', 'zhouqiming'])
  })

  /** Locks an account and starts the unlock, for which WeCom refuses the secret. */
  async function createRefusedUnlock(kit: Kit) {
    const { subject, admin, ops, second } = await lostDeviceCompany(kit)
    const { deps } = kit
    const { id } = await report(kit, second, subject.userid)
    await drainOutbox(deps)
    await markDeviceFound(deps, admin, await atVersion(kit, id))
    await confirmIdentity(deps, admin, { ...(await atVersion(kit, id)), channel: 'phone' })
    await unlockCase(deps, ops, await atVersion(kit, id))
    const correctSecret = refuseSecret(kit)
    await drainOutbox(deps)
    expect((await caseFor(kit, ops, id)).trouble).toBe('unlock_by_hand')
    return { id, subject, correctSecret }
  }

  test('when the secret is refused at an unlock, ops are asked at once to unlock in the console', async ({ kit }) => {
    const { id, subject } = await createRefusedUnlock(kit)
    expect(notifiedOf(kit, '尚未解锁').sort()).toEqual(['chenhaiyan', 'lead', 'zhouqiming'])
    setStatus(kit, subject.userid, 1)
    await drainAfter(kit, 5)
    expect((await requireCase(kit.deps.db, id)).phase).toBe('aftercare')
  })

  test('when the secret is refused at an unlock, ops are asked only once, and the app unlocks once the secret is valid', async ({
    kit,
  }) => {
    const { id, subject, correctSecret } = await createRefusedUnlock(kit)
    for (let time = 0; time < 3; time += 1) await drainAfter(kit, 31)
    expect(notifiedOf(kit, '尚未解锁').sort()).toEqual(['chenhaiyan', 'lead', 'zhouqiming'])
    expect((await requireCase(kit.deps.db, id)).trouble).toBe('unlock_by_hand')
    correctSecret()
    // The first call after the correction is not answered.
    const { wecom } = kit.deps
    const { setMemberEnabled } = wecom
    wecom.setMemberEnabled = () => Promise.reject(new WecomUnreachableError('timeout', 'user/update'))
    await drainAfter(kit, 31)
    wecom.setMemberEnabled = setMemberEnabled
    await drainAfter(kit, 31)
    expect((await requireCase(kit.deps.db, id)).phase).toBe('aftercare')
    const calls = kit.deps.wecom.setEnabledCalls
    expect(calls.at(-1)).toEqual({ userid: subject.userid, isEnabled: true })
    expect(calls.filter(({ isEnabled }) => isEnabled)).toHaveLength(1)
  })
})

test('the first command that WeCom refuses as busy is recorded as attempt 1, and does not count as one that may have been sent', async ({
  kit,
}) => {
  const { subject, ops } = await lostDeviceCompany(kit)
  kit.deps.wecom.failures.push(new WecomRefusedError(-1, 'user/update'))
  const { id } = await report(kit, ops, subject.userid)
  await drainOutbox(kit.deps)
  expect(await requireCase(kit.deps.db, id)).toMatchObject({ phase: 'locking', trouble: '-1', attempts: 0 })
  const events = await kit.deps.db.select().from(requestEvents).where(eq(requestEvents.requestId, id))
  const retries = events.filter(({ type }) => type === 'lock_retried')
  expect(retries.map(({ details }) => details)).toEqual([{ cause: '-1', attempt: 1 }])
})

test('for an account that people locked after WeCom refused the command, no command counts as one that may have been sent', async ({
  kit,
}) => {
  const { subject, ops } = await lostDeviceCompany(kit)
  kit.deps.wecom.failures.push(new WecomRefusedError(48002, 'user/update'))
  const { id } = await report(kit, ops, subject.userid)
  await drainOutbox(kit.deps)
  setStatus(kit, subject.userid, 2)
  await drainAfter(kit, 6)
  expect(await requireCase(kit.deps.db, id)).toMatchObject({ phase: 'locked', sentAt: null, attempts: 0 })
})

test('two people do not confirm a lock while the status cannot be read for the moment', async ({ kit }) => {
  const { subject, admin, ops, second } = await lostDeviceCompany(kit)
  const deps = { ...kit.deps, site: { ...kit.deps.site, hasContactsSecret: false } }
  const { id } = await report({ deps }, admin, subject.userid)
  await drainOutbox(deps)
  await confirmManualLock(deps, ops, await atVersion(kit, id))
  const { findMember } = deps.wecom
  deps.wecom.findMember = () => Promise.reject(new WecomUnreachableError('timeout', 'user/get'))
  const confirm = async () => confirmManualLock(deps, second, await atVersion(kit, id))
  await expect(confirm()).rejects.toMatchObject({ code: 'wecom.unavailable' })
  expect((await requireCase(deps.db, id)).phase).toBe('lock_failed')
  deps.wecom.findMember = findMember
  await expect(confirm()).rejects.toMatchObject({ code: 'lost.still_enabled' })
})
