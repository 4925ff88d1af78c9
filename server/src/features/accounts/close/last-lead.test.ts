import { expect } from 'vitest'
import { endSuspension, suspendAccount } from '../../../directory/suspension-queries.ts'
import { closingCompany, goTo, LAST_DAY, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { holdMember } from '../../../testing/fixtures/held-departures.ts'
import { test } from '../../../testing/kit.ts'
import { attestCleaning, moveLastDay } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'
import { leaversSection } from './leavers-section.ts'

test('a lead does not leave while the only other one is held as missing', async ({ kit }) => {
  const { hr, lead } = await closingCompany(kit)
  const other = await kit.given.member({ userid: 'lead2', roles: ['ops_lead'] })
  await holdMember(kit.deps, other.userid)
  await expect(openFor(kit, { hr, leaver: lead })).rejects.toMatchObject({ code: 'closing.last_lead' })
})

test('the closing of a lead is blocked, reported and due while the only other lead cannot sign in, and the account is disabled afterwards', async ({
  kit,
}) => {
  const { deps } = kit
  const { hr, lead } = await closingCompany(kit)
  const other = await kit.given.member({ userid: 'lead2', roles: ['ops_lead'] })
  const { id, version } = await openFor(kit, { hr, leaver: lead })
  expect((await attestCleaning(deps, lead, { id, version })).phase).toBe('ready')
  await deps.db.transaction((tx) => suspendAccount(tx, other.userid, 'lost', deps.clock.now()))
  goTo(kit, LAST_DAY, '18:00')
  await runClosings(kit)
  await runClosings(kit)
  const late = await getClosing(deps, hr, id)
  expect([late.phase, late.events.filter(({ type }) => type === 'last_lead').length]).toEqual(['ready', 1])
  expect(late.blockedAt).not.toBeNull()
  const cards = deps.wecom.mailings.filter(({ card }) => card.title === '尚未停用：主管的账号')
  expect(cards.map(({ card }) => card.subtitle)).toEqual(['没有其他运维主管，请先授予角色'])
  expect((await leaversSection.load(deps, hr)).due).toBe(1)
  const moved = await moveLastDay(deps, hr, { id, version: late.version, lastDay: '2026-03-27' })
  expect(moved.blockedAt).toBeNull()
  await deps.db.transaction((tx) => endSuspension(tx, other.userid, 'lost', deps.clock.now()))
  goTo(kit, '2026-03-27', '18:00')
  await runClosings(kit)
  expect((await getClosing(deps, hr, id)).phase).toBe('disabled')
})
