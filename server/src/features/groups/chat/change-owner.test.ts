import { and, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { groupIn, getGroupAsApplicant, leave, createActiveGroup } from '../../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { findGroupRow } from '../model/group-queries.ts'
import { getGroup } from '../registry/get-group.ts'
import { archiveGroup, renewGroup, restoreGroup, signCharter } from '../ownership/owner-commands.ts'
import { answerOwnershipOffer } from '../ownership/answer-ownership-offer.ts'
import { notifiedOf } from '../../../testing/fixtures/sent-cards.ts'

async function takeOver(kit: Kit) {
  const fixture = await createActiveGroup(kit)
  await leave(kit, 'guoji')
  const view = await answerOwnershipOffer(kit.deps, fixture.people.third, { id: fixture.group.id, accept: true })
  return { ...fixture, view, getGroupAs: () => getGroup(kit.deps, fixture.people.third, fixture.group.id) }
}

describe('a new owner', () => {
  test('accepting a group does not sign its charter: the new owner is asked to sign once WeCom shows them as owner', async ({
    kit,
  }) => {
    const { people, view, getGroupAs } = await takeOver(kit)
    // Until WeCom shows the new owner, the charter shows who signed it last.
    expect(view.charter.signedBy?.userid).toBe('guoji')
    await drainOutbox(kit.deps)
    const ownView = await getGroupAs()
    expect(ownView).toMatchObject({
      state: 'charter',
      owner: { userid: 'third' },
      charter: { signedAt: null, signedBy: null },
    })
    expect(ownView.charter.dueAt).not.toBeNull()
    expect(ownView.allowed).toContain('sign')
    expect(notifiedOf(kit, '请签署群主的三条职责')).toEqual(['guoji', 'third'])
    const signed = await signCharter(kit.deps, people.third, ownView)
    expect(signed).toMatchObject({ state: 'active', charter: { signedBy: { userid: 'third' } } })
    const entries = await kit.deps.db
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.action, 'group.sign'), eq(auditEntries.actor, 'third')))
    expect(entries).toHaveLength(1)
  })

  test('a new owner is announced by name to all members', async ({ kit }) => {
    const { group } = await takeOver(kit)
    await drainOutbox(kit.deps)
    const inGroup = kit.deps.wecom.speeches.filter(({ chatId }) => chatId === group.chatId).map(({ text }) => text)
    expect(inGroup.at(-1)).toContain('王小雨')
    const card = kit.deps.wecom.sent.find(({ card: { title } }) => title.startsWith('群主已更换为'))
    expect(card).toMatchObject({ userid: 'mate', card: { title: '群主已更换为王小雨' } })
  })
})

test('an owner who was changed in WeCom has to sign the charter', async ({ kit }) => {
  const { people, group, at } = await createActiveGroup(kit)
  const wecomGroup = groupIn(kit, group)
  if (wecomGroup) kit.deps.wecom.groups.set(wecomGroup.chatId, { ...wecomGroup, ownerId: 'third' })
  await renewGroup(kit.deps, people.applicant, { ...at, reason: '还要用' })
  await drainOutbox(kit.deps)
  expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({
    state: 'charter',
    owner: { userid: 'third' },
    charter: { signedBy: null },
  })
  expect(notifiedOf(kit, '请签署群主的三条职责')).toEqual(['guoji', 'third'])
})

test('an archived group keeps a member whom WeCom shows as its owner, since they cannot be removed', async ({
  kit,
}) => {
  const { people, group, at } = await createActiveGroup(kit)
  const wecomGroup = groupIn(kit, group)
  if (wecomGroup) kit.deps.wecom.groups.set(wecomGroup.chatId, { ...wecomGroup, ownerId: 'third' })
  await archiveGroup(kit.deps, people.applicant, at)
  await drainOutbox(kit.deps)
  expect(groupIn(kit, group)).toMatchObject({ ownerId: 'third', members: ['guoji', 'mate', 'third'] })
  expect(groupIn(kit, group)?.name).not.toBe(group.name)
  expect(await findGroupRow(kit.deps.db, group.id)).toMatchObject({
    state: 'archived',
    ownerId: 'third',
    isApplying: false,
    trouble: null,
  })
})

test('a group whose owner changed while it was archived waits for their signature after it is restored', async ({
  kit,
}) => {
  const { people, group, at } = await createActiveGroup(kit)
  await archiveGroup(kit.deps, people.applicant, at)
  await drainOutbox(kit.deps)
  const wecomGroup = groupIn(kit, group)
  if (wecomGroup) kit.deps.wecom.groups.set(wecomGroup.chatId, { ...wecomGroup, ownerId: 'mate', name: group.name })
  const { version } = await getGroupAsApplicant(kit, people, group)
  await restoreGroup(kit.deps, people.applicant, { id: group.id, version })
  await drainOutbox(kit.deps)
  expect(await getGroup(kit.deps, people.mate, group.id)).toMatchObject({
    state: 'charter',
    owner: { userid: 'mate' },
    charter: { signedBy: null },
  })
})
