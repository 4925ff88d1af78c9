import { describe, expect } from 'vitest'
import { endSuspension, isAccountSuspended, suspendAccount } from '../../directory/suspension-queries.ts'
import { caseFor, createGuardian, lostCompany, report } from '../../testing/fixtures/lost-device.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { closeCasesOfLeavers } from './jobs/periodic-case-jobs.ts'
import { confirmIdentity, markDeviceFound, unlockCase } from './recovery/recover-case.ts'
import { DISABLED } from '../../directory/member-drift.ts'

const ENABLED = 1

/** Creates a locked account whose unlock two people have agreed to, with the job still to run. */
async function unlocking(kit: Kit) {
  const people = await lostCompany(kit)
  await createGuardian(kit, people.subject.userid, people.other.userid)
  const { id } = await report(kit, people.other, people.subject.userid)
  await drainOutbox(kit.deps)
  const at = async () => ({ id, version: (await caseFor(kit, people.ops, id)).version })
  await markDeviceFound(kit.deps, people.other, await at())
  await confirmIdentity(kit.deps, people.admin, { ...(await at()), channel: 'phone' })
  await unlockCase(kit.deps, people.ops, await at())
  const { userid } = people.subject
  const status = () => kit.deps.wecom.members.get(userid)?.status
  const seen = async () => (await caseFor(kit, people.ops, id)).phase
  return { userid, status, seen }
}

const inTransaction = ({ deps }: Kit, step: typeof suspendAccount | typeof endSuspension, userid: string) =>
  deps.db.transaction((tx) => step(tx, userid, 'close', deps.clock.now()))

describe('an account suspended for a lost phone', () => {
  test('an unlock enables the account when no other cause is open', async ({ kit }) => {
    const { userid, status, seen } = await unlocking(kit)
    await drainOutbox(kit.deps)
    expect([status(), await seen(), await isAccountSuspended(kit.deps.db, userid)]).toEqual([
      ENABLED,
      'aftercare',
      false,
    ])
  })

  test('an unlock does not enable the account of a leaver, and ends the case', async ({ kit }) => {
    const { userid, status, seen } = await unlocking(kit)
    await inTransaction(kit, suspendAccount, userid)
    await drainOutbox(kit.deps)
    expect([status(), await seen(), await isAccountSuspended(kit.deps.db, userid)]).toEqual([DISABLED, 'left', true])
  })

  test('a locked case of a leaver is closed, and the account stays suspended until every cause has ended', async ({
    kit,
  }) => {
    const people = await lostCompany(kit)
    const { userid } = people.subject
    const { id } = await report(kit, people.admin, userid)
    await drainOutbox(kit.deps)
    await inTransaction(kit, suspendAccount, userid)
    await closeCasesOfLeavers(kit.deps)
    expect((await caseFor(kit, people.ops, id)).phase).toBe('left')
    expect(await isAccountSuspended(kit.deps.db, userid)).toBe(true)
    await inTransaction(kit, endSuspension, userid)
    expect(await isAccountSuspended(kit.deps.db, userid)).toBe(false)
  })
})
