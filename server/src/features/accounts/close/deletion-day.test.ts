import { inArray } from 'drizzle-orm'
import { expect } from 'vitest'
import { handoverItems, roleGrants } from '../../../db/schema/index.ts'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { sendCardOnce } from '../../notifications/plan-mailing.ts'
import { askDeletion, confirmDeletion } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'
import { askToDeleteDue } from './jobs/ask-to-delete.ts'
import { remindHeirs } from './jobs/remind-heirs.ts'

/** Creates a disabled account, and HR who is also ops. */
async function closeAccount(kit: Kit) {
  const { deps } = kit
  const company = await closingCompany(kit)
  const { department, mate, ops } = company
  const hr = await kit.given.member({ userid: 'both', name: '何蕊', department, roles: ['hr', 'ops'] })
  const { id } = await handOver(kit, company, await openFor(kit, company), mate)
  goTo(kit, LAST_DAY, '18:00')
  await runClosings(kit)
  const readCommand = async () => ({ id, version: (await getClosing(deps, hr, id)).version })
  const ask = async (keepDays: number) =>
    askDeletion(deps, hr, { ...(await readCommand()), keepDays, reason: '无须保留' })
  const listAsked = async (day: string) => {
    goTo(kit, day, '10:00')
    await askToDeleteDue(deps)
    await askToDeleteDue(deps)
    await drainOutbox(deps)
    return deps.wecom.mailings.flatMap(({ card, userids }) =>
      card.title.includes('待确认删除') ? [[...userids].sort()] : [],
    )
  }
  return { company, id, ops, readCommand, ask, listAsked }
}

test('the management department, without the person who asked for the deletion, is asked to confirm it on the day on which that is possible, once', async ({
  kit,
}) => {
  const { ops, readCommand, ask, listAsked } = await closeAccount(kit)
  goTo(kit, '2026-03-23', '10:00')
  await ask(30)
  expect(await listAsked('2026-04-17')).toEqual([])
  expect(await listAsked('2026-04-20')).toEqual([['lead', 'ops']])
  expect(await listAsked('2026-04-21')).toEqual([['lead', 'ops']])
  expect((await confirmDeletion(kit.deps, ops, await readCommand())).phase).toBe('deleting')
})

test('the confirmation of a deletion that is possible at once is requested at once, and again on another day that HR chooses later', async ({
  kit,
}) => {
  const { ask, listAsked } = await closeAccount(kit)
  goTo(kit, '2026-03-23', '10:00')
  await ask(0)
  expect(await listAsked('2026-03-23')).toEqual([['lead', 'ops']])
  await ask(10)
  expect(await listAsked('2026-03-27')).toHaveLength(1)
  expect(await listAsked('2026-03-31')).toHaveLength(2)
})

test('the confirmation of a deletion that an earlier release requested too early is requested again on the day of the deletion', async ({
  kit,
}) => {
  const { deps } = kit
  const { id, ops, readCommand, ask, listAsked } = await closeAccount(kit)
  goTo(kit, '2026-03-23', '10:00')
  await ask(30)
  const early = {
    key: `closing.deletion:${id}:${String((await readCommand()).version)}` as const,
    userids: [ops.userid, 'lead'],
  }
  const card = { title: '待确认删除', subtitle: '', path: `/closings/${id}` }
  await deps.db.transaction((tx) => sendCardOnce(deps, tx, { ...early, card }))
  expect(await listAsked('2026-04-17')).toHaveLength(1)
  expect(await listAsked('2026-04-20')).toHaveLength(2)
})

test('the confirmation of a deletion that nobody else could give on its day is requested when somebody can', async ({
  kit,
}) => {
  const { deps } = kit
  const { company, ask, listAsked } = await closeAccount(kit)
  goTo(kit, '2026-03-23', '10:00')
  await ask(30)
  const others = [company.ops.userid, company.lead.userid]
  await deps.db.update(roleGrants).set({ endedAt: deps.clock.now() }).where(inArray(roleGrants.userid, others))
  expect(await listAsked('2026-04-20')).toEqual([])
  goTo(kit, '2026-04-21', '09:00')
  await kit.given.member({ userid: 'ops2', roles: ['ops'] })
  expect(await listAsked('2026-04-21')).toEqual([['ops2']])
})

test('the confirmation of a deletion is requested although heirs of the closing were reminded before on its day', async ({
  kit,
}) => {
  const { deps } = kit
  const { company, id, ask, listAsked } = await closeAccount(kit)
  goTo(kit, '2026-03-23', '10:00')
  await ask(30)
  const offer = { closingId: id, kind: 'group_owner', objectId: 'grp_other', title: '来料异常', count: 1 } as const
  const offered = {
    state: 'offered',
    heirId: company.third.userid,
    offeredAt: new Date('2026-04-15T02:00:00Z'),
  } as const
  await deps.db.insert(handoverItems).values({ id: deps.ids.next('handover'), ...offer, ...offered })
  goTo(kit, '2026-04-20', '09:00')
  for (let round = 0; round < 2; round += 1) await remindHeirs(deps)
  await drainOutbox(deps)
  expect(deps.wecom.sent.filter(({ userid }) => userid === company.third.userid)).toHaveLength(1)
  expect(await listAsked('2026-04-20')).toEqual([['lead', 'ops']])
})
