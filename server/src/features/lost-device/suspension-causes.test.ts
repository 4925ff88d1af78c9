import { describe, expect } from 'vitest'
import { isAccountSuspended, suspendAccount } from '../../directory/suspension-queries.ts'
import { caseFor, createGuardian, lostDeviceCompany, report } from '../../testing/fixtures/lost-device.ts'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../testing/fixtures/closings.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { reEnable } from '../accounts/close/closing-commands.ts'
import { getClosing } from '../accounts/close/get-closing.ts'
import { endPartner } from '../accounts/partners/end-contract.ts'
import { setPartner } from '../accounts/partners/set-partner.ts'
import { closeCasesOfLeavers } from './jobs/periodic-case-jobs.ts'
import { confirmIdentity, markDeviceFound, unlockCase } from './recovery/recover-case.ts'
import { DISABLED, ACTIVE } from '../../directory/member-drift.ts'

/** Creates a locked account whose unlock two people have agreed to, with the job still to run. */
async function agreeOnUnlock(kit: Kit) {
  const people = await lostDeviceCompany(kit)
  await createGuardian(kit, people.subject.userid, people.other.userid)
  const { id } = await report(kit, people.other, people.subject.userid)
  await drainOutbox(kit.deps)
  const current = async () => ({ id, version: (await caseFor(kit, people.ops, id)).version })
  await markDeviceFound(kit.deps, people.other, await current())
  await confirmIdentity(kit.deps, people.admin, { ...(await current()), channel: 'phone' })
  await unlockCase(kit.deps, people.ops, await current())
  const { userid } = people.subject
  const status = () => kit.deps.wecom.members.get(userid)?.status
  const seen = async () => (await caseFor(kit, people.ops, id)).phase
  return { userid, status, seen }
}

const closeAccount = ({ deps }: Kit, userid: string) =>
  deps.db.transaction((tx) => suspendAccount(tx, userid, 'close', deps.clock.now()))

describe('an account suspended for a lost phone', () => {
  test('an unlock enables the account when no other cause is open', async ({ kit }) => {
    const { userid, status, seen } = await agreeOnUnlock(kit)
    await drainOutbox(kit.deps)
    expect([status(), await seen(), await isAccountSuspended(kit.deps.db, userid)]).toEqual([
      ACTIVE,
      'aftercare',
      false,
    ])
  })

  test('an unlock does not enable the account of a leaver, and ends the case', async ({ kit }) => {
    const { userid, status, seen } = await agreeOnUnlock(kit)
    await closeAccount(kit, userid)
    await drainOutbox(kit.deps)
    expect([status(), await seen(), await isAccountSuspended(kit.deps.db, userid)]).toEqual([DISABLED, 'left', true])
  })

  test('the closing of the account leaves the case open, and HR alone does not enable the account again', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, leaver, ops } = company
    const opened = await handOver(kit, company, await openFor(kit, company), company.mate)
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    const { id } = await report(kit, ops, leaver.userid)
    await drainOutbox(kit.deps)
    await closeCasesOfLeavers(kit.deps)
    const { version } = await getClosing(kit.deps, hr, opened.id)
    await expect(reEnable(kit.deps, hr, { id: opened.id, version })).rejects.toMatchObject({
      code: 'closing.otherwise_suspended',
    })
    await runClosings(kit)
    expect([(await caseFor(kit, ops, id)).phase, kit.deps.wecom.members.get(leaver.userid)?.status]).toEqual([
      'locked',
      DISABLED,
    ])
  })

  test('a report while the account is being enabled again keeps it disabled until two people have unlocked it', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, leaver, ops, lead } = company
    const opened = await handOver(kit, company, await openFor(kit, company), company.mate)
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    const { version } = await getClosing(kit.deps, hr, opened.id)
    await reEnable(kit.deps, hr, { id: opened.id, version })
    const { id } = await report(kit, hr, leaver.userid)
    const state = async () => [(await caseFor(kit, ops, id)).phase, kit.deps.wecom.members.get(leaver.userid)?.status]
    const runMinute = async () => {
      await closeCasesOfLeavers(kit.deps)
      await runClosings(kit)
      kit.deps.clock.advanceSeconds(60)
    }
    await runMinute()
    await runMinute()
    expect(await state()).toEqual(['locked', DISABLED])
    const current = async () => ({ id, version: (await caseFor(kit, ops, id)).version })
    await markDeviceFound(kit.deps, ops, await current())
    await confirmIdentity(kit.deps, ops, { ...(await current()), channel: 'phone' })
    await unlockCase(kit.deps, lead, await current())
    await runMinute()
    await runMinute()
    expect([...(await state()), (await getClosing(kit.deps, hr, opened.id)).phase]).toEqual([
      'left',
      ACTIVE,
      're_enabled',
    ])
  })

  test("the end of a partner's contract leaves the case open, and a renewal does not enable the account before two people have unlocked it", async ({
    kit,
  }) => {
    const people = await lostDeviceCompany(kit)
    const hr = await kit.given.member({ userid: 'xiaolan', name: '肖岚', roles: ['hr'] })
    const { userid } = people.subject
    const term = (endsOn: string) =>
      setPartner(kit.deps, hr, { userid, company: '华精', sponsor: people.other.userid, endsOn })
    await term('2026-03-31')
    const { id } = await report(kit, people.admin, userid)
    await drainOutbox(kit.deps)
    await endPartner(kit.deps, hr, { userid })
    await drainOutbox(kit.deps)
    await closeCasesOfLeavers(kit.deps)
    await term('2026-12-31')
    await drainOutbox(kit.deps)
    const state = async () => [(await caseFor(kit, people.ops, id)).phase, kit.deps.wecom.members.get(userid)?.status]
    expect(await state()).toEqual(['locked', DISABLED])
    const current = async () => ({ id, version: (await caseFor(kit, people.ops, id)).version })
    await markDeviceFound(kit.deps, people.admin, await current())
    await confirmIdentity(kit.deps, people.second, { ...(await current()), channel: 'phone' })
    await unlockCase(kit.deps, people.ops, await current())
    await drainOutbox(kit.deps)
    expect(await state()).toEqual(['aftercare', ACTIVE])
  })
})
