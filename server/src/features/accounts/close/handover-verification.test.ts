import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { chatGroups } from '../../../db/schema/index.ts'
import { WecomUnreachableError } from '../../../kernel/app-error.ts'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { completeChecklist } from '../../groups/chat/complete-checklist.ts'
import { findGroupRow } from '../../groups/model/group-queries.ts'
import { getClosing } from './get-closing.ts'

/** Hands everything over and closes the account in the evening of the last day. `prepare` runs before the closing opens. */
async function closeAll(kit: Kit, prepare?: (company: Awaited<ReturnType<typeof closingCompany>>) => Promise<unknown>) {
  const company = await closingCompany(kit)
  await prepare?.(company)
  const { id } = await handOver(kit, company, await openFor(kit, company), company.mate)
  const before = await getClosing(kit.deps, company.hr, id)
  goTo(kit, LAST_DAY, '18:00')
  await runClosings(kit)
  const listVerifications = async () =>
    (await getClosing(kit.deps, company.hr, id)).items.map(({ kind, state, readBackAt }) => [
      kind,
      state,
      readBackAt === null ? null : readBackAt.slice(0, 13),
    ])
  return { ...company, before, listVerifications }
}

describe('the verification of a handover', () => {
  test('the verification of a handover is the read of the new owner in WeCom for a group, and none where WeCom shows no holder', async ({
    kit,
  }) => {
    const { before, listVerifications } = await closeAll(kit)
    const [first] = before.items
    expect(first).toMatchObject({ state: 'accepted', offeredAt: expect.any(String), readBackAt: null })
    expect(await listVerifications()).toEqual([
      ['group_owner', 'done', '2026-03-20T10'],
      ['partner_sponsor', 'done', null],
      ['ward', 'automatic', null],
    ])
  })

  test('the verification of a handover is missing for a group whose new owner a person stated', async ({ kit }) => {
    const byHand = { origin: 'manual', chatId: null } as const
    const { listVerifications, group, ops } = await closeAll(kit, async ({ group: { id } }) =>
      kit.deps.db.update(chatGroups).set(byHand).where(eq(chatGroups.id, id)),
    )
    const { version = 0 } = (await findGroupRow(kit.deps.db, group.id)) ?? {}
    await completeChecklist(kit.deps, ops, { id: group.id, version })
    await runClosings(kit)
    expect((await listVerifications())[0]).toEqual(['group_owner', 'done', null])
  })

  test('the verification of a handover is awaited for ten minutes before the account is disabled, and the group is not done until then', async ({
    kit,
  }) => {
    const { wecom } = kit.deps
    const { changeGroup } = wecom
    const company = await closingCompany(kit)
    const { id } = await handOver(kit, company, await openFor(kit, company), company.mate)
    const readStates = async () => {
      const { phase, items } = await getClosing(kit.deps, company.hr, id)
      return [phase, items.find(({ kind }) => kind === 'group_owner')?.state, wecom.members.get('guoji')?.status]
    }
    wecom.changeGroup = () => Promise.reject(new WecomUnreachableError('timeout', 'appchat/update'))
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    expect(await readStates()).toEqual(['disabling', 'accepted', 1])
    goTo(kit, LAST_DAY, '18:09')
    await runClosings(kit)
    expect(await readStates()).toEqual(['disabling', 'accepted', 1])
    goTo(kit, LAST_DAY, '18:11')
    await runClosings(kit)
    expect(await readStates()).toEqual(['disabled', 'accepted', 2])
    wecom.changeGroup = changeGroup
    goTo(kit, LAST_DAY, '20:00')
    for (let round = 0; round < 2; round += 1) await runClosings(kit)
    expect(await readStates()).toEqual(['disabled', 'done', 2])
  })
})

test('a group whose owner takes over from its leaving deputy has no deputy, and its owner is asked to appoint one', async ({
  kit,
}) => {
  const { db, wecom } = kit.deps
  const company = await closingCompany(kit)
  const { leaver, mate, group } = company
  const own = eq(chatGroups.id, group.id)
  await db.update(chatGroups).set({ ownerId: mate.userid, deputyId: leaver.userid }).where(own)
  await handOver(kit, company, await openFor(kit, company), mate)
  goTo(kit, LAST_DAY, '18:00')
  await runClosings(kit)
  const [chat] = await db.select().from(chatGroups).where(own)
  expect(chat).toMatchObject({ ownerId: 'mate', deputyId: null })
  const titles = wecom.sent.flatMap(({ userid, card }) => (userid === mate.userid ? [card.title] : []))
  expect(titles).toContain('副群主郭𠮷已离开，请另选一位')
})
