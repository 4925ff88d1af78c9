import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { members, partners } from '../../../../db/schema/index.ts'
import { drainOutbox } from '../../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../../testing/kit.ts'
import { watchContracts } from './watch-contracts.ts'

const TODAY = '2026-03-17'

async function createPartners(kit: Kit, count: number, contract: { sponsor: string; endsOn: string } | null) {
  await kit.given.department({ id: 1 })
  for (const userid of ['hr1', 'hr2']) await kit.given.member({ userid, roles: ['hr'] })
  await kit.given.member({ userid: 'limin' })
  const userids = Array.from({ length: count }, (_, nth) => `partner${String(nth)}`)
  for (const userid of userids) await kit.given.member({ userid })
  const row = { company: contract ? '华精' : '', since: new Date(0), setBy: 'hr1', ...contract }
  await kit.deps.db.insert(partners).values(userids.map((userid) => ({ ...row, userid })))
}

const run = async (kit: Kit) => {
  await watchContracts(kit.deps)
  await drainOutbox(kit.deps)
}
const listCards = ({ deps }: Kit) =>
  deps.wecom.mailings.map(({ userids, card }) => `${[...userids].sort().join(' ')}: ${card.title}`)

describe('watchContracts in a company with many partners', () => {
  test('the sponsor is asked about each of 250 contracts that end in 30 days, once', async ({ kit }) => {
    await createPartners(kit, 250, { sponsor: 'limin', endsOn: shiftDay(TODAY, 30) })
    await run(kit)
    await run(kit)
    expect(kit.deps.wecom.mailings).toHaveLength(250)
  })

  test('HR is notified of 300 unregistered partners with one card, again only when another partner is added, and not at night', async ({
    kit,
  }) => {
    await createPartners(kit, 300, null)
    await run(kit)
    await run(kit)
    kit.deps.clock.advanceHours(24)
    await run(kit)
    expect(listCards(kit)).toEqual(['hr1 hr2: 300 位外部合作人员待登记'])
    await kit.deps.db.update(members).set({ status: 5 }).where(eq(members.userid, 'partner0'))
    await kit.given.member({ userid: 'duan' })
    await kit.deps.db
      .insert(partners)
      .values({ userid: 'duan', company: '', since: new Date(0), setBy: 'system:directory' })
    kit.deps.clock.advanceHours(16)
    await run(kit)
    expect(listCards(kit)).toHaveLength(1)
    kit.deps.clock.advanceHours(8)
    await run(kit)
    expect(listCards(kit).slice(1)).toEqual(['hr1 hr2: 300 位外部合作人员待登记'])
  })

  test('many unregistered partners do not keep sponsors from being asked', async ({ kit }) => {
    await createPartners(kit, 210, null)
    await kit.given.member({ userid: 'duan', name: '段志远' })
    const contract = { userid: 'duan', company: '华精', sponsor: 'limin', endsOn: shiftDay(TODAY, 7) }
    await kit.deps.db.insert(partners).values({ ...contract, since: new Date(0), setBy: 'hr1' })
    await run(kit)
    expect(listCards(kit)).toContain('limin: 段志远的合作还有 7 天到期')
  })
})
