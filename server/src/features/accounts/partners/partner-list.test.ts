import { defaultRetention } from '@desk/shared/privacy/retention'
import type { PartnerList } from '@desk/shared/accounts/partner-schemas'
import { describe, expect } from 'vitest'
import { partners } from '../../../db/schema/index.ts'
import { syncMembers } from '../../../directory/sync-members-queries.ts'
import { writeSetting } from '../../../kernel/settings-queries.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { test } from '../../../testing/kit.ts'
import { retentionSetting } from '../../privacy/get-privacy.ts'
import { purgeExpired } from '../../privacy/jobs/purge-expired.ts'
import { watchContracts } from './jobs/watch-contracts.ts'
import { partnerDuties } from './partner-duties.ts'
import { setPartner } from './set-partner.ts'
import { inDays, partnerContract } from '../../../testing/fixtures/partners.ts'

describe('the list of partners', () => {
  test('members without a role find neither the list of partners nor a partner whom they do not sponsor', async ({
    kit,
  }) => {
    const { other, sponsor, partner, requestAs } = await partnerContract(kit, inDays(8))
    const readStatus = async (by: typeof other, path: string) => (await requestAs(by, 'GET', path)).status
    expect(await readStatus(sponsor, '/api/settings/partners')).toBe(404)
    expect(await readStatus(other, '/api/partners/duan')).toBe(404)
    expect(await readStatus(partner, '/api/partners/duan')).toBe(404)
    const own = { seenEndsOn: inDays(8), endsOn: inDays(90) }
    expect((await requestAs(partner, 'POST', '/api/partners/duan/renewal', own)).status).toBe(404)
  })

  test('the list of partners shows current partners before 500 disabled ones, page by page, and a search finds any', async ({
    kit,
  }) => {
    const { hr, requestAs } = await partnerContract(kit, inDays(60))
    await kit.given.member({ userid: 'marked', name: '待登记' })
    const endedUserids = Array.from({ length: 500 }, (_, nth) => `over${String(nth).padStart(3, '0')}`)
    for (const userid of endedUserids) await kit.given.member({ userid, name: `停用${userid}` })
    const at = kit.deps.clock.now()
    const row = { company: '华精', since: new Date(0), setBy: 'xiaolan' }
    const ended = { ...row, endsOn: inDays(-9), endedAt: at, disabledAt: at }
    await kit.deps.db.insert(partners).values(endedUserids.map((userid) => ({ ...ended, userid })))
    await kit.deps.db.insert(partners).values({ ...row, userid: 'marked' })
    const list = async (query: string) =>
      (await (await requestAs(hr, 'GET', `/api/settings/partners?${query}`)).json()) as PartnerList
    const seen: string[] = []
    let next: string | null = null
    do {
      const page: PartnerList = await list(next === null ? '' : `after=${next}`)
      seen.push(...page.items.map(({ userid }) => userid))
      next = page.next
    } while (next)
    expect(seen).toEqual(['marked', 'duan', ...endedUserids])
    expect((await list('q=over499')).items.map(({ userid }) => userid)).toEqual(['over499'])
    expect((await list('view=due')).items.map(({ userid }) => userid)).toEqual(['marked'])
  })

  test('HR ends a contract at once, and the account is disabled', async ({ kit }) => {
    const { hr, requestAs } = await partnerContract(kit, inDays(60))
    expect((await requestAs(hr, 'POST', '/api/settings/partners/duan/end', {})).status).toBe(200)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.members.get('duan')?.status).toBe(2)
  })

  test('HR who are partners do not register or extend their own contract', async ({ kit }) => {
    const { hr, ops } = await partnerContract(kit, inDays(60))
    const own = { userid: 'XiaoLan', company: '华精', sponsor: 'limin', endsOn: inDays(90) }
    const refusal = { details: { fields: [{ path: 'userid', code: 'partner.self' }] } }
    await expect(setPartner(kit.deps, hr, own)).rejects.toMatchObject(refusal)
    await setPartner(kit.deps, ops, { ...own, endsOn: inDays(30) })
    await expect(setPartner(kit.deps, hr, own)).rejects.toMatchObject(refusal)
  })

  test('setPartner requires an employee other than the partner as the sponsor, and a last day in the next two years', async ({
    kit,
  }) => {
    const { hr } = await partnerContract(kit, inDays(60))
    const set = (change: object) =>
      setPartner(kit.deps, hr, { userid: 'guoji', company: '华精', sponsor: 'limin', endsOn: inDays(60), ...change })
    const errorCodeOf = (change: object) =>
      set(change).catch(({ details }: { details: { fields: { code: string }[] } }) => details.fields[0]?.code)
    expect(await errorCodeOf({ sponsor: 'guoji' })).toBe('partner.own_sponsor')
    expect(await errorCodeOf({ sponsor: 'nobody' })).toBe('member.unknown')
    expect(await errorCodeOf({ sponsor: 'duan' })).toBe('partner.sponsor_partner')
    expect(await errorCodeOf({ endsOn: inDays(-1) })).toBe('day.past')
    expect(await errorCodeOf({ endsOn: inDays(732) })).toBe('day.too_far')
  })
})

test('a sponsor who becomes a partner decides no more, and HR is asked for another sponsor', async ({ kit }) => {
  const { hr, other, sponsor, requestAs, get } = await partnerContract(kit, inDays(20))
  await setPartner(kit.deps, hr, { userid: 'limin', company: '华精', sponsor: other.userid, endsOn: inDays(90) })
  const renewal = { seenEndsOn: inDays(20), endsOn: inDays(200) }
  expect((await requestAs(sponsor, 'POST', '/api/partners/duan/renewal', renewal)).status).toBe(404)
  expect((await get()).partner).toMatchObject({ needsSponsor: true, allowed: [] })
  const duties = await partnerDuties(kit.deps, sponsor)
  expect(duties.map(({ code }) => code)).not.toContain('sponsor_partners')
  await watchContracts(kit.deps)
  await drainOutbox(kit.deps)
  const cards = kit.deps.wecom.mailings.map(({ userids, card }) => `${userids.join(' ')}: ${card.title}`)
  expect(cards).toEqual(['xiaolan: 段志远需要新的对接人', 'xiaolan: 段志远的合作还有 20 天到期'])
})

test('the sponsor is asked once 30 days before the end, also where notices are deleted after a week', async ({
  kit,
}) => {
  await partnerContract(kit, inDays(30))
  const value = { ...defaultRetention, transient: 7 }
  await kit.deps.db.transaction((tx) =>
    writeSetting(tx, retentionSetting, { value, by: 'ops', at: kit.deps.clock.now() }),
  )
  for (let day = 0; day < 10; day += 1) {
    await watchContracts(kit.deps)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceDays(1)
    await purgeExpired(kit.deps)
  }
  const titles = kit.deps.wecom.mailings.map(({ card }) => card.title)
  expect(titles).toEqual(['段志远的合作还有 30 天到期'])
})

test('a member is a partner by the attribute and the value that ops set, and no longer by the earlier ones', async ({
  kit,
}) => {
  const { ops, hr, requestAs } = await partnerContract(kit, inDays(60))
  const mark = { attribute: 'Typ', value: 'extern', version: 0 }
  expect((await requestAs(ops, 'POST', '/api/settings/partner-mark', mark)).status).toBe(200)
  const { wecom, db, clock } = kit.deps
  const withAttributes = (userid: string, attributes: Record<string, string>) => ({
    ...wecom.members.get(userid)!,
    attributes,
  })
  const read = [
    withAttributes('guoji', { Typ: 'extern' }),
    withAttributes('xiaolan', { 人员类型: '外部合作人员', Typ: 'intern' }),
  ]
  await db.transaction((tx) => syncMembers(kit.deps, tx, read, { at: clock.now(), source: 'test' }))
  const readStatus = async (userid: string) => (await requestAs(hr, 'GET', `/api/partners/${userid}`)).status
  expect([await readStatus('guoji'), await readStatus('xiaolan')]).toEqual([200, 404])
})
