import { describe, expect } from 'vitest'
import { notices, partners } from '../../../db/schema/index.ts'
import { DISABLED } from '../../../directory/member-drift.ts'
import { isAccountSuspended } from '../../../directory/suspension-queries.ts'
import { markMembersLeft, syncMembers } from '../../../directory/sync-members-queries.ts'
import { secondWriterSetting } from '../../../kernel/second-writer-setting.ts'
import { writeSetting } from '../../../kernel/settings-queries.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { inDays, partnerContract } from '../../../testing/fixtures/partners.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { purgeExpired } from '../../privacy/jobs/purge-expired.ts'
import { watchContracts } from './jobs/watch-contracts.ts'
import { countDuePartners } from './partner-queries.ts'
import { releasePartner } from './set-partner.ts'

const findContract = async ({ deps }: Kit) => (await deps.db.select().from(partners))[0]
const passDays = async (kit: Kit, days: number) => {
  kit.deps.clock.advanceDays(days)
  await watchContracts(kit.deps)
  await drainOutbox(kit.deps)
}
const listCards = ({ deps }: Kit) =>
  deps.wecom.mailings.map(({ userids, card }) => `${[...userids].sort().join(' ')}: ${card.title}`)

const nameSecondWriter = ({ deps }: Kit) =>
  deps.db.transaction((tx) =>
    writeSetting(tx, secondWriterSetting, { value: { name: '人事系统' }, by: 'ops', at: deps.clock.now() }),
  )

describe('a partner whose contract is over', () => {
  /** Syncs the directory while WeCom shows the account with this status. */
  async function syncAs(kit: Kit, status: 1 | 2) {
    kit.deps.clock.advanceSeconds(60)
    const member = { ...kit.deps.wecom.members.get('duan')!, status }
    kit.deps.wecom.members.set('duan', member)
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => syncMembers(kit.deps, tx, [member], reading))
  }

  test('a partner whose contract is over is disabled again when somebody enables the account in the console, and HR is notified', async ({
    kit,
  }) => {
    const { get } = await partnerContract(kit, inDays(0))
    await passDays(kit, 1)
    await syncAs(kit, 1)
    await watchContracts(kit.deps)
    expect((await get()).partner).toMatchObject({ state: 'disabling', disabledAt: null })
    await drainOutbox(kit.deps)
    expect((await get()).partner.state).toBe('disabled')
    expect(kit.deps.wecom.members.get('duan')?.status).toBe(DISABLED)
    await syncAs(kit, 2)
    await passDays(kit, 0)
    expect(listCards(kit).slice(-2)).toEqual(['limin xiaolan: 段志远的账号已停用', 'xiaolan: 段志远的账号被重新启用'])
  })

  test('without the contacts secret, ops are asked to disable the account of a partner whose contract is over each time that somebody enables it in the console', async ({
    kit,
  }) => {
    await partnerContract(kit, inDays(0))
    Object.assign(kit.deps.site, { hasContactsSecret: false })
    const listAsked = () => listCards(kit).filter((title) => title === 'chenhaiyan: 请在后台停用：段志远')
    await passDays(kit, 1)
    expect(listAsked()).toHaveLength(1)
    await syncAs(kit, 2)
    await passDays(kit, 1)
    expect((await findContract(kit))?.disabledAt).not.toBeNull()
    await syncAs(kit, 1)
    await passDays(kit, 1)
    expect(listAsked()).toHaveLength(2)
  })

  test('a partner whose contract is over is disabled each night that another system enables the account, and HR is notified once', async ({
    kit,
  }) => {
    await partnerContract(kit, inDays(0))
    await passDays(kit, 1)
    await nameSecondWriter(kit)
    for (let night = 0; night < 3; night += 1) {
      await syncAs(kit, 1)
      await passDays(kit, 1)
      expect(kit.deps.wecom.members.get('duan')?.status).toBe(DISABLED)
    }
    // The notices of the first night are past their retention.
    kit.deps.clock.advanceDays(29)
    await purgeExpired(kit.deps)
    await syncAs(kit, 1)
    await passDays(kit, 0)
    expect(kit.deps.wecom.members.get('duan')?.status).toBe(DISABLED)
    // Cards of a weekend are sent on Monday.
    await passDays(kit, 2)
    expect(listCards(kit)).toEqual(['limin xiaolan: 段志远的账号已停用', 'xiaolan: 段志远的账号被重新启用'])
  })

  test('with a second writer and without the contacts secret, ops are asked once to disable the account', async ({
    kit,
  }) => {
    await partnerContract(kit, inDays(0))
    Object.assign(kit.deps.site, { hasContactsSecret: false })
    await nameSecondWriter(kit)
    await passDays(kit, 1)
    for (let night = 0; night < 3; night += 1) {
      await syncAs(kit, 2)
      await passDays(kit, 1)
      expect((await findContract(kit))?.disabledAt).not.toBeNull()
      await syncAs(kit, 1)
      await passDays(kit, 1)
    }
    await syncAs(kit, 2)
    await passDays(kit, 1)
    kit.deps.clock.advanceDays(24)
    await purgeExpired(kit.deps)
    await syncAs(kit, 1)
    await passDays(kit, 0)
    expect((await findContract(kit))?.disabledAt).toBeNull()
    // Cards of a weekend are sent on Monday.
    await passDays(kit, 2)
    expect(listCards(kit).filter((title) => title === 'chenhaiyan: 请在后台停用：段志远')).toHaveLength(1)
  })

  test('the notices of a contract that was over long ago are deleted', async ({ kit }) => {
    await partnerContract(kit, inDays(0))
    await passDays(kit, 1)
    kit.deps.clock.advanceDays(31)
    await purgeExpired(kit.deps)
    expect(await kit.deps.db.$count(notices)).toBe(0)
  })

  test('a partner whose contract is over is enabled again when HR removes them from the partners, since they are an employee', async ({
    kit,
  }) => {
    const { hr } = await partnerContract(kit, inDays(0))
    await passDays(kit, 1)
    expect(kit.deps.wecom.members.get('duan')?.status).toBe(DISABLED)
    await releasePartner(kit.deps, hr, { userid: 'duan' })
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.members.get('duan')?.status).toBe(1)
    expect(await isAccountSuspended(kit.deps.db, 'duan')).toBe(false)
    expect(await findContract(kit)).toBeUndefined()
  })
})

describe('a partner who has left WeCom', () => {
  const leave = (kit: Kit) =>
    kit.deps.db.transaction((tx) =>
      markMembersLeft(kit.deps, tx, ['duan'], { at: kit.deps.clock.now(), source: 'test' }),
    )
  const countDue = (kit: Kit) => countDuePartners(kit.deps.db, inDays(0))

  test('a partner who has left WeCom needs no attention, before the end of the contract and after it', async ({
    kit,
  }) => {
    await partnerContract(kit, inDays(0))
    expect(await countDue(kit)).toBe(1)
    kit.deps.wecom.members.delete('duan')
    await leave(kit)
    await passDays(kit, 0)
    expect([await countDue(kit), listCards(kit)]).toEqual([0, []])
    await passDays(kit, 1)
    expect(await findContract(kit)).toMatchObject({ trouble: 'gone' })
    expect(await countDue(kit)).toBe(0)
  })

  test('a partner who has left the visible range still needs attention after the end of the contract, since the account exists', async ({
    kit,
  }) => {
    await partnerContract(kit, inDays(0))
    kit.deps.wecom.console.outOfRange.add('duan')
    await leave(kit)
    await passDays(kit, 1)
    expect([await countDue(kit), await findContract(kit)]).toMatchObject([1, { trouble: 'not_visible' }])
  })
})
