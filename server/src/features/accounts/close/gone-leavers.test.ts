import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { chatGroups, partners } from '../../../db/schema/index.ts'
import { DISABLED } from '../../../directory/member-drift.ts'
import { markMembersLeft, syncMembers } from '../../../directory/sync-members-queries.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { groupIn } from '../../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { assignHeir, waiveItem } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'
import { watchClosings } from './jobs/watch-closings.ts'

/** Returns the titles of the cards to this person that offer them the ownership of a group. */
const ownershipTitles = ({ deps }: Kit, userid: string) =>
  deps.wecom.sent.flatMap(({ userid: receiver, card: { title } }) =>
    receiver === userid && title.includes('请你接任') ? [title] : [],
  )

/** Deletes the account in WeCom, and lets the directory read it. */
async function deleteInConsole({ deps }: Kit, userid: string): Promise<void> {
  deps.wecom.members.delete(userid)
  deps.clock.advanceSeconds(60)
  const reading = { at: deps.clock.now(), source: 'test' }
  await deps.db.transaction((tx) => markMembersLeft(deps, tx, [userid], reading))
}

async function syncStatus({ deps }: Kit, userid: string, status: 1 | 2): Promise<void> {
  const member = { ...deps.wecom.members.get(userid)!, status }
  deps.wecom.members.set(userid, member)
  deps.clock.advanceSeconds(60)
  await deps.db.transaction((tx) => syncMembers(deps, tx, [member], { at: deps.clock.now(), source: 'test' }))
}

describe('an account that is deleted in the console before the last day', () => {
  test('an account that is deleted in the console before the last day leaves its group and partners to the heir who accepted', async ({
    kit,
  }) => {
    const { deps } = kit
    const company = await closingCompany(kit)
    const { hr, mate, third, group } = company
    const { id } = await handOver(kit, company, await openFor(kit, company), mate)
    await deleteInConsole(kit, 'guoji')
    // The check of the group runs before the closing ends, or after it.
    await drainOutbox(deps)
    await runClosings(kit)
    expect((await getClosing(deps, hr, id)).phase).toBe('deleted')
    const [chat] = await deps.db.select().from(chatGroups).where(eq(chatGroups.id, group.id))
    expect(chat?.ownerId).toBe('mate')
    expect(await deps.db.select({ sponsor: partners.sponsor }).from(partners)).toEqual([{ sponsor: 'mate' }])
    await runClosings(kit)
    expect((await getClosing(deps, hr, id)).items.find(({ kind }) => kind === 'group_owner')).toMatchObject({
      state: 'done',
      heir: { userid: 'mate' },
      readBackAt: expect.any(String),
    })
    expect([mate, third].flatMap(({ userid }) => ownershipTitles(kit, userid))).toEqual([])
  })

  test('an account that is deleted in the console before the last day ends the offers that are open, and its group is offered to the members', async ({
    kit,
  }) => {
    const { deps } = kit
    const company = await closingCompany(kit)
    const { hr, mate } = company
    const { id, version } = await openFor(kit, company)
    await assignHeir(deps, hr, { id, version, heir: mate.userid })
    await drainOutbox(deps)
    await deleteInConsole(kit, 'guoji')
    await drainOutbox(deps)
    expect(ownershipTitles(kit, mate.userid)).toEqual([])
    await runClosings(kit)
    expect(deps.wecom.replaced.map(({ card }) => card.title)).toContain('已取消，无需交接')
    expect((await getClosing(deps, mate, id)).items.map(({ isMine }) => isMine)).toEqual([false, false])
    expect(ownershipTitles(kit, mate.userid)).toHaveLength(1)
  })
})

test('a group whose owner is disabled in the console before the last day is kept for the heir who accepted it', async ({
  kit,
}) => {
  const { deps } = kit
  const company = await closingCompany(kit)
  const { mate, third, group } = company
  await handOver(kit, company, await openFor(kit, company), mate)
  await syncStatus(kit, 'guoji', 2)
  await runClosings(kit)
  expect([mate, third].flatMap(({ userid }) => ownershipTitles(kit, userid))).toEqual([])
  goTo(kit, LAST_DAY, '18:00')
  await runClosings(kit)
  const [chat] = await deps.db.select().from(chatGroups).where(eq(chatGroups.id, group.id))
  expect(chat?.ownerId).toBe('mate')
})

test('a group whose heir left the chat after they had accepted is offered to its members', async ({ kit }) => {
  const { deps } = kit
  const company = await closingCompany(kit)
  const { mate, third, group } = company
  await handOver(kit, company, await openFor(kit, company), mate)
  const chat = groupIn(kit, group)!
  deps.wecom.groups.set(chat.chatId, { ...chat, members: chat.members.filter((userid) => userid !== mate.userid) })
  goTo(kit, LAST_DAY, '18:00')
  await runClosings(kit)
  // The account is disabled although the group has no new owner.
  goTo(kit, LAST_DAY, '18:11')
  await runClosings(kit)
  expect(deps.wecom.members.get('guoji')?.status).toBe(DISABLED)
  expect([mate, third].flatMap(({ userid }) => ownershipTitles(kit, userid))).not.toEqual([])
})

test('a group whose owner is disabled is offered to its members once nobody has to take it over', async ({ kit }) => {
  const { deps } = kit
  const company = await closingCompany(kit)
  const { hr, mate } = company
  const opened = await openFor(kit, company)
  const { id, version } = await assignHeir(deps, hr, { id: opened.id, version: opened.version, heir: mate.userid })
  await syncStatus(kit, 'guoji', 2)
  await runClosings(kit)
  expect(ownershipTitles(kit, mate.userid)).toEqual([])
  const item = opened.items.find(({ kind }) => kind === 'group_owner')!.id
  await waiveItem(deps, hr, { id, version, item, reason: '由群成员接任' })
  await runClosings(kit)
  expect(ownershipTitles(kit, mate.userid)).toHaveLength(1)
})

test('an account that somebody enabled again is disabled although WeCom does not tell whether another one exists', async ({
  kit,
}) => {
  const { deps } = kit
  const company = await closingCompany(kit)
  const { hr, mate, third } = company
  const gone = await openFor(kit, { hr, leaver: third })
  const { id } = await handOver(kit, company, await openFor(kit, company), mate)
  goTo(kit, LAST_DAY, '18:00')
  await runClosings(kit)
  await deleteInConsole(kit, third.userid)
  await syncStatus(kit, 'guoji', 1)
  deps.wecom.hasAccount = () => Promise.reject(new WecomRefusedError(60020, 'user/list_id'))
  await expect(watchClosings(deps)).rejects.toThrow('60020')
  await drainOutbox(deps)
  expect(deps.wecom.members.get('guoji')?.status).toBe(DISABLED)
  expect((await getClosing(deps, hr, id)).events.map(({ type }) => type)).toContain('enabled_outside')
  expect((await getClosing(deps, hr, gone.id)).phase).toBe('preparing')
})
