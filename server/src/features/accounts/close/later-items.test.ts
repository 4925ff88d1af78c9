import { describe, expect } from 'vitest'
import { partners } from '../../../db/schema/index.ts'
import {
  closingCompany,
  goTo,
  handOver,
  LAST_DAY,
  openEmergency,
  openFor,
  runClosings,
} from '../../../testing/fixtures/closings.ts'
import { createGroup } from '../../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { assignHeir, confirmClosing } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'
import { remindHeirs } from './jobs/remind-heirs.ts'

const GROUP = '产线筹备-来料检验组-专项-至26年6月'
const openItems = ({ items }: Awaited<ReturnType<typeof getClosing>>) =>
  items.flatMap(({ kind, title, state }) => (state === 'open' ? [`${kind} ${title}`] : []))
const becomeSponsor = ({ deps }: Kit, userid: string) =>
  deps.db.insert(partners).values({
    userid: 'later',
    company: '外协厂',
    sponsor: userid,
    endsOn: '2026-12-31',
    since: deps.clock.now(),
    setBy: 'ops',
  })

describe('what a leaver takes on after the closing was opened', () => {
  test('what a leaver takes on after the closing was opened prevents the disabling and is named', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { id } = await handOver(kit, company, await openFor(kit, company), company.mate)
    await createGroup(kit, company, { topic: '产线筹备', name: GROUP })
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    const view = await getClosing(kit.deps, company.hr, id)
    expect([view.phase, view.events.at(-1)?.type, openItems(view)]).toEqual([
      'preparing',
      'blocked',
      [`group_owner ${GROUP}`],
    ])
    expect(kit.deps.wecom.setEnabledCalls).toEqual([])
  })

  test('what a leaver takes on after the closing was opened is named by the daily check before the last day', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { id } = await handOver(kit, company, await openFor(kit, company), company.mate)
    await becomeSponsor(kit, company.leaver.userid)
    goTo(kit, '2026-03-18', '10:00')
    await remindHeirs(kit.deps)
    const view = await getClosing(kit.deps, company.hr, id)
    expect([view.phase, openItems(view)]).toEqual(['preparing', ['partner_sponsor later']])
  })

  test('what a leaver takes on after the closing was opened is named in an emergency that is confirmed later', async ({
    kit,
  }) => {
    const { hr, lead, leaver } = await closingCompany(kit)
    const { id, version } = await openEmergency(kit, { hr, leaver })
    await becomeSponsor(kit, leaver.userid)
    const view = await confirmClosing(kit.deps, lead, { id, version })
    expect(openItems(view)).toContain('partner_sponsor later')
  })
})

test.for([
  ['a group of which they are a member', `group_owner ${GROUP}`],
  ['another partner', 'partner_sponsor later'],
  ['themselves', 'partner_sponsor 段志远'],
] as const)('a partner does not take over %s', async ([, chosen], { kit }) => {
  const company = await closingCompany(kit)
  await createGroup(kit, company, { topic: '产线筹备', name: GROUP, members: ['mate', 'third', 'partner'] })
  await becomeSponsor(kit, company.leaver.userid)
  const { id, version, items } = await openFor(kit, company)
  const ids = items.flatMap((item) => (`${item.kind} ${item.title}` === chosen ? [item.id] : []))
  expect(ids).toHaveLength(1)
  const assigned = assignHeir(kit.deps, company.hr, { id, version, heir: company.partner.userid, items: ids })
  await expect(assigned).rejects.toMatchObject({
    details: { fields: [{ path: 'heir', code: 'closing.heir_partner' }] },
  })
})
