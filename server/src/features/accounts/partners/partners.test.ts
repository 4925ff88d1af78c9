import type { PartnerPage } from '@desk/shared/accounts/partner-schemas'
import { describe, expect } from 'vitest'
import { partners } from '../../../db/schema/index.ts'
import { DISABLED } from '../../../directory/member-drift.ts'
import { endSuspension, isAccountSuspended, suspendAccount } from '../../../directory/suspension-queries.ts'
import { markMembersLeft, syncMembers } from '../../../directory/sync-members-queries.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { claimJob } from '../../../outbox/outbox-queries.ts'
import { errorCodeOf } from '../../../testing/error-code-of.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { watchContracts } from './jobs/watch-contracts.ts'
import { ENABLE_TOPIC } from './partner-jobs.ts'
import { setPartner } from './set-partner.ts'
import { inDays, partnerContract } from '../../../testing/fixtures/partners.ts'

const findContract = async ({ deps }: Kit) => (await deps.db.select().from(partners))[0]
const passDays = async (kit: Kit, days: number) => {
  kit.deps.clock.advanceDays(days)
  await watchContracts(kit.deps)
  await drainOutbox(kit.deps)
}
const listCards = ({ deps }: Kit) =>
  deps.wecom.mailings.map(({ userids, card }) => `${[...userids].sort().join(' ')}: ${card.title}`)

describe("a partner's contract that comes to its end", () => {
  test('the sponsor is asked 30, 7 and 1 days before the end, once each', async ({ kit }) => {
    await partnerContract(kit, inDays(31))
    await passDays(kit, 0)
    expect(listCards(kit)).toEqual([])
    for (const days of [1, 0, 22, 1, 1, 4, 1]) await passDays(kit, days)
    expect(listCards(kit)).toEqual([
      'limin: 段志远的合作还有 30 天到期',
      'limin: 段志远的合作还有 7 天到期',
      'limin: 段志远的合作还有 1 天到期',
    ])
  })

  test('the account is disabled after the last day although nobody answered, and sponsor and HR are notified after the read-back', async ({
    kit,
  }) => {
    const { get, partner } = await partnerContract(kit, inDays(1))
    await passDays(kit, 1)
    expect(await isAccountSuspended(kit.deps.db, partner.userid)).toBe(false)
    await passDays(kit, 1)
    expect(await isAccountSuspended(kit.deps.db, partner.userid)).toBe(true)
    expect(kit.deps.wecom.members.get('duan')?.status).toBe(2)
    expect((await get()).partner).toMatchObject({ state: 'disabled', disabledAt: expect.any(String) })
    expect(listCards(kit).at(-1)).toBe('limin xiaolan: 段志远的账号已停用')
    await passDays(kit, 1)
    expect(kit.deps.wecom.setEnabledCalls).toEqual([{ userid: 'duan', isEnabled: false }])
  })

  test('the account is not reported as disabled while WeCom accepts the call and shows it as active', async ({
    kit,
  }) => {
    const { get } = await partnerContract(kit, inDays(0))
    kit.deps.wecom.protection.appliesCommands = false
    await passDays(kit, 1)
    expect((await get()).partner).toMatchObject({ state: 'disabling', disabledAt: null })
    expect(listCards(kit).filter((title) => title.includes('已停用'))).toEqual([])
    kit.deps.wecom.protection.appliesCommands = true
    kit.deps.clock.advanceSeconds(31)
    await drainOutbox(kit.deps)
    expect((await get()).partner.state).toBe('disabled')
  })

  test('an account outside the visible range is disabled by one call, and recorded as disabled once it is visible again', async ({
    kit,
  }) => {
    const { wecom } = kit.deps
    await partnerContract(kit, inDays(0))
    wecom.console.outOfRange.add('duan')
    await passDays(kit, 1)
    await passDays(kit, 1)
    expect(wecom.setEnabledCalls).toEqual([{ userid: 'duan', isEnabled: false }])
    expect(await findContract(kit)).toMatchObject({ trouble: 'not_visible', disabledAt: null })
    wecom.console.outOfRange.delete('duan')
    await passDays(kit, 1)
    expect(await findContract(kit)).toMatchObject({ trouble: null, disabledAt: kit.deps.clock.now() })
  })

  test('an account that does not exist any more is shown as gone', async ({ kit }) => {
    await partnerContract(kit, inDays(0))
    kit.deps.wecom.members.delete('duan')
    await passDays(kit, 1)
    expect(await findContract(kit)).toMatchObject({ trouble: 'gone' })
    expect(kit.deps.wecom.setEnabledCalls).toEqual([])
  })

  test('a sponsor who decided to let the contract end is not asked about it, and the account is disabled after its last day', async ({
    kit,
  }) => {
    const { sponsor, requestAs, get } = await partnerContract(kit, inDays(8))
    const body = { seenEndsOn: inDays(8), decision: 'close' }
    expect((await requestAs(sponsor, 'POST', '/api/partners/duan/decision', body)).status).toBe(200)
    expect((await get()).partner).toMatchObject({ state: 'closing', closing: { by: { userid: 'limin' } } })
    await passDays(kit, 7)
    expect(listCards(kit)).toEqual([])
    await passDays(kit, 2)
    expect((await findContract(kit))?.disabledAt).not.toBeNull()
  })

  test('a renewal with an outdated or past end is refused, and a valid one starts a new term', async ({ kit }) => {
    const { sponsor, requestAs, get } = await partnerContract(kit, inDays(1))
    const renew = (body: object) => requestAs(sponsor, 'POST', '/api/partners/duan/renewal', body)
    expect((await renew({ seenEndsOn: inDays(2), endsOn: inDays(90) })).status).toBe(409)
    expect((await renew({ seenEndsOn: inDays(1), endsOn: inDays(-1) })).status).toBe(422)
    expect((await renew({ seenEndsOn: inDays(1), endsOn: inDays(90) })).status).toBe(200)
    expect((await findContract(kit))?.since).toEqual(kit.deps.clock.now())
    await passDays(kit, 2)
    expect((await get()).partner).toMatchObject({ state: 'running', daysLeft: 88 })
    expect(kit.deps.wecom.setEnabledCalls).toEqual([])
  })

  test('a renewal is not undone by a form that was filled in before it', async ({ kit }) => {
    const { hr, other, requestAs, sponsor } = await partnerContract(kit, inDays(20))
    const form = { userid: 'duan', company: '华精', sponsor: other.userid, endsOn: inDays(20), seenEndsOn: inDays(20) }
    const renewal = { seenEndsOn: inDays(20), endsOn: inDays(200) }
    expect((await requestAs(sponsor, 'POST', '/api/partners/duan/renewal', renewal)).status).toBeLessThan(300)
    expect(await errorCodeOf(setPartner(kit.deps, hr, form))).toBe('account.changed_meanwhile')
    expect(await findContract(kit)).toMatchObject({ endsOn: inDays(200), sponsor: 'limin' })
    await setPartner(kit.deps, hr, { ...form, endsOn: inDays(200), seenEndsOn: inDays(200) })
    expect(await findContract(kit)).toMatchObject({ endsOn: inDays(200), sponsor: 'guoji' })
  })

  test('without the contacts secret ops are asked to disable the account in the console, which the read-back completes', async ({
    kit,
  }) => {
    const { get } = await partnerContract(kit, inDays(0))
    const manual = { ...kit.deps, site: { ...kit.deps.site, hasContactsSecret: false } }
    kit.deps.clock.advanceHours(24)
    await watchContracts(manual)
    await drainOutbox(manual)
    expect(listCards(kit)).toContain('chenhaiyan: 请在后台停用：段志远')
    expect((await get()).partner).toMatchObject({ state: 'disabling', trouble: 'no_contacts_secret' })
    kit.deps.wecom.members.set('duan', { ...kit.deps.wecom.members.get('duan')!, status: 2 })
    kit.deps.clock.advanceSeconds(301)
    await drainOutbox(manual)
    expect((await get()).partner).toMatchObject({ state: 'disabled', trouble: null })
    expect(kit.deps.wecom.setEnabledCalls).toEqual([])
  })

  test('ops are asked to disable the account after a refusal that a retry cannot change', async ({ kit }) => {
    await partnerContract(kit, inDays(0))
    kit.deps.wecom.setMemberEnabled = () => Promise.reject(new WecomRefusedError(48002, 'user/update'))
    await passDays(kit, 1)
    expect(listCards(kit)).toContain('chenhaiyan: 请在后台停用：段志远')
    expect(await findContract(kit)).toMatchObject({ trouble: '48002', disabledAt: null })
  })

  test('a temporary failure of WeCom is retried, and the account is disabled', async ({ kit }) => {
    await partnerContract(kit, inDays(0))
    kit.deps.clock.advanceHours(24)
    await watchContracts(kit.deps)
    kit.deps.wecom.failures.push(new WecomRefusedError(-1, 'user/get'))
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
    expect((await findContract(kit))?.disabledAt).not.toBeNull()
  })
})

describe('a partner after the end of the contract', () => {
  test('a partner after the end of the contract is enabled again by a renewal', async ({ kit }) => {
    const { hr, get } = await partnerContract(kit, inDays(0))
    await passDays(kit, 1)
    await setPartner(kit.deps, hr, { userid: 'duan', company: '华精', sponsor: 'limin', endsOn: inDays(60) })
    expect((await get()).partner.state).toBe('enabling')
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.members.get('duan')?.status).toBe(1)
    expect((await get()).partner.state).toBe('running')
  })

  test('without the contacts secret ops are asked to enable the account in the console, which the read-back completes', async ({
    kit,
  }) => {
    const { hr, get } = await partnerContract(kit, inDays(0))
    await passDays(kit, 1)
    Object.assign(kit.deps.site, { hasContactsSecret: false })
    await setPartner(kit.deps, hr, { userid: 'duan', company: '华精', sponsor: 'limin', endsOn: inDays(60) })
    await drainOutbox(kit.deps)
    expect(listCards(kit).at(-1)).toBe('chenhaiyan: 请在后台启用：段志远')
    expect((await get()).partner).toMatchObject({ state: 'enabling', trouble: 'no_contacts_secret' })
    kit.deps.wecom.members.set('duan', { ...kit.deps.wecom.members.get('duan')!, status: 1 })
    kit.deps.clock.advanceSeconds(301)
    await drainOutbox(kit.deps)
    expect((await get()).partner).toMatchObject({ state: 'running', trouble: null })
    expect(kit.deps.wecom.setEnabledCalls).toEqual([{ userid: 'duan', isEnabled: false }])
  })

  test('a partner after the end of the contract stays disabled after a renewal while the account is suspended for another cause', async ({
    kit,
  }) => {
    const { hr } = await partnerContract(kit, inDays(0))
    await passDays(kit, 1)
    await kit.deps.db.transaction((tx) => suspendAccount(tx, 'duan', 'lost', kit.deps.clock.now()))
    await setPartner(kit.deps, hr, { userid: 'duan', company: '华精', sponsor: 'limin', endsOn: inDays(60) })
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.members.get('duan')?.status).toBe(2)
  })

  test('a partner after the end of the contract is not enabled when the phone is reported lost after the job read the account', async ({
    kit,
  }) => {
    const { hr } = await partnerContract(kit, inDays(0))
    await passDays(kit, 1)
    await setPartner(kit.deps, hr, { userid: 'duan', company: '华精', sponsor: 'limin', endsOn: inDays(60) })
    const { findMember } = kit.deps.wecom
    kit.deps.wecom.findMember = async (userid) => {
      const member = await findMember(userid)
      await kit.deps.db.transaction((tx) => suspendAccount(tx, 'duan', 'lost', kit.deps.clock.now()))
      return member
    }
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.setEnabledCalls.filter(({ isEnabled }) => isEnabled)).toEqual([])
    expect((await findContract(kit))?.isEnabling).toBe(false)
  })

  test('a partner after the end of the contract is enabled after a disabling that was being sent when the contract was renewed', async ({
    kit,
  }) => {
    const { hr, get } = await partnerContract(kit, inDays(0))
    const { setMemberEnabled } = kit.deps.wecom
    const claimedJobs: unknown[] = []
    kit.deps.wecom.setMemberEnabled = async (userid, isEnabled) => {
      kit.deps.wecom.setMemberEnabled = setMemberEnabled
      await setPartner(kit.deps, hr, { userid: 'duan', company: '华精', sponsor: 'limin', endsOn: inDays(60) })
      claimedJobs.push(await claimJob(kit.deps.db, kit.deps.clock.now(), 1, [ENABLE_TOPIC]))
      await setMemberEnabled(userid, isEnabled)
    }
    await passDays(kit, 1)
    expect(claimedJobs).toEqual([null])
    expect(kit.deps.wecom.setEnabledCalls.map(({ isEnabled }) => isEnabled)).toEqual([false, true])
    expect((await get()).partner.state).toBe('running')
  })

  test('a partner after the end of the contract is not disabled when the contract is renewed after the job read the account', async ({
    kit,
  }) => {
    const { hr, get } = await partnerContract(kit, inDays(0))
    const { findMember } = kit.deps.wecom
    kit.deps.wecom.findMember = async (userid) => {
      kit.deps.wecom.findMember = findMember
      await setPartner(kit.deps, hr, { userid: 'duan', company: '华精', sponsor: 'limin', endsOn: inDays(60) })
      return findMember(userid)
    }
    await passDays(kit, 1)
    expect(kit.deps.wecom.setEnabledCalls).toEqual([])
    expect((await get()).partner.state).toBe('running')
  })
})

describe('a partner without a sponsor who can act', () => {
  test('a sponsor needs a successor when disabled in WeCom, but not while their phone is lost', async ({ kit }) => {
    const { get, hr } = await partnerContract(kit, inDays(60))
    const { db, clock, wecom } = kit.deps
    const locked = { ...wecom.members.get('limin')!, status: DISABLED } as const
    await db.transaction(async (tx) => {
      await suspendAccount(tx, 'limin', 'lost', clock.now())
      await syncMembers(kit.deps, tx, [locked], { at: clock.now(), source: 'test' })
    })
    await passDays(kit, 0)
    expect([listCards(kit), (await get(hr)).partner.needsSponsor]).toEqual([[], false])
    await db.transaction((tx) => endSuspension(tx, 'limin', 'lost', clock.now()))
    await passDays(kit, 1)
    expect(listCards(kit)).toEqual(['xiaolan: 段志远需要新的对接人'])
  })

  test('a sponsor who leaves needs a successor: HR is notified, and is asked about the contract meanwhile', async ({
    kit,
  }) => {
    const { get, hr } = await partnerContract(kit, inDays(60))
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, ['limin'], reading))
    await passDays(kit, 0)
    expect(listCards(kit)).toEqual(['xiaolan: 段志远需要新的对接人'])
    expect((await get(hr)).partner.needsSponsor).toBe(true)
    await passDays(kit, 30)
    expect(listCards(kit).at(-1)).toBe('xiaolan: 段志远的合作还有 30 天到期')
  })

  test('a member marked as a partner in WeCom is one at once, and HR is asked for the contract', async ({ kit }) => {
    const { get, hr } = await partnerContract(kit, inDays(60))
    const marked = { ...kit.deps.wecom.members.get('guoji')!, attributes: { 人员类型: '外部合作人员' } }
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => syncMembers(kit.deps, tx, [marked], reading))
    await passDays(kit, 0)
    expect(listCards(kit)).toEqual(['xiaolan: 1 位外部合作人员待登记'])
    expect((await get(hr)).partner.userid).toBe('duan')
    const { requestAs } = createTestClient(kit.deps)
    const { partner } = (await (await requestAs(hr, 'GET', '/api/partners/guoji')).json()) as PartnerPage
    expect(partner).toMatchObject({ state: 'unregistered', endsOn: null, sponsor: null })
    const plain = { ...marked, attributes: { 人员类型: '正式' } }
    const nextReading = { at: new Date(reading.at.getTime() + 1000), source: 'test' }
    await kit.deps.db.transaction((tx) => syncMembers(kit.deps, tx, [plain], nextReading))
    expect((await requestAs(hr, 'GET', '/api/partners/guoji')).status).toBe(404)
  })
})
