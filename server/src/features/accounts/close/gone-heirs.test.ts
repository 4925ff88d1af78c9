import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { roleGrants } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { closingCompany, handOver, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { leave } from '../../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { setPartner } from '../partners/set-partner.ts'
import { answerHandover } from './answer-handover.ts'
import { assignHeir } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'

const cardsOf = ({ deps }: Kit, title: string) =>
  deps.wecom.mailings.filter(({ card }) => card.title.includes(title)).map(({ userids }) => [...userids].sort())
const listHandovers = ({ items }: Awaited<ReturnType<typeof getClosing>>) =>
  items.flatMap(({ kind, state, heir }) => (state === 'automatic' ? [] : [[kind, state, heir?.userid ?? null]]))

describe('an heir who is gone from WeCom', () => {
  test('an heir who is gone from WeCom loses what they accepted, which is reported and open again', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { hr, mate } = company
    const { id, phase } = await handOver(kit, company, await openFor(kit, company), mate)
    expect(phase).toBe('ready')
    await leave(kit, mate.userid)
    await runClosings(kit)
    const view = await getClosing(kit.deps, hr, id)
    expect([view.phase, ...listHandovers(view)]).toEqual([
      'preparing',
      ['group_owner', 'open', null],
      ['partner_sponsor', 'open', null],
    ])
    expect(cardsOf(kit, '的接手人已无法接手')).toEqual([['limin', 'xiaolan']])
  })

  test('an heir who is gone from WeCom cannot be named', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { hr, mate } = company
    const { id, version } = await openFor(kit, company)
    await leave(kit, mate.userid)
    const assigned = assignHeir(kit.deps, hr, { id, version, heir: mate.userid })
    await expect(assigned).rejects.toMatchObject({ details: { fields: [{ path: 'heir', code: 'member.unknown' }] } })
    expect(listHandovers(await getClosing(kit.deps, hr, id))).toEqual([
      ['group_owner', 'open', null],
      ['partner_sponsor', 'open', null],
    ])
  })
})

test('an heir who is registered as a partner loses what they accepted, which is reported and open again', async ({
  kit,
}) => {
  const company = await closingCompany(kit)
  const { hr, mate, buyer } = company
  const { id } = await handOver(kit, company, await openFor(kit, company), mate)
  await setPartner(kit.deps, hr, {
    userid: mate.userid,
    company: '外协厂',
    sponsor: buyer.userid,
    endsOn: '2026-12-31',
  })
  await runClosings(kit)
  const view = await getClosing(kit.deps, hr, id)
  expect([view.phase, ...listHandovers(view)]).toEqual([
    'preparing',
    ['group_owner', 'open', null],
    ['partner_sponsor', 'open', null],
  ])
  expect(cardsOf(kit, '的接手人已无法接手')).toEqual([['limin', 'xiaolan']])
})

describe('an item that is declined in a department without an admin', () => {
  test('an item that is declined in a department without an admin is reported to HR and the management department', async ({
    kit,
  }) => {
    const { deps } = kit
    const company = await closingCompany(kit)
    const { hr, mate, admin } = company
    const { id, version } = await openFor(kit, company)
    deps.clock.advanceSeconds(60)
    await deps.db.update(roleGrants).set({ endedAt: deps.clock.now() }).where(eq(roleGrants.userid, admin.userid))
    await assignHeir(deps, hr, { id, version, heir: mate.userid })
    await answerHandover(deps, mate, { id, accept: false })
    await drainOutbox(deps)
    expect(listHandovers(await getClosing(deps, hr, id))).toEqual([
      ['group_owner', 'declined', 'mate'],
      ['partner_sponsor', 'declined', 'mate'],
    ])
    expect(cardsOf(kit, '被拒绝接手')).toEqual([['lead', 'ops', 'xiaolan']])
  })
})
