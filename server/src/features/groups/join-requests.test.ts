import { describe, expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import {
  groupIn,
  getGroupAsApplicant,
  createActiveGroup,
  leave,
  useridsWithGroupTask,
} from '../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { answerJoinRequest, requestToJoin } from './joining/join-group.ts'
import { enqueueApplying } from './registry/change-group.ts'
import { findSimilar } from './application/find-similar.ts'
import { getGroup } from './registry/get-group.ts'
import { notifiedOf } from '../../testing/fixtures/sent-cards.ts'

async function createJoinRequest(kit: Kit) {
  const fixture = await createActiveGroup(kit)
  await requestToJoin(kit.deps, fixture.people.buyer, fixture.group.id)
  await requestToJoin(kit.deps, fixture.people.buyer, fixture.group.id)
  await drainOutbox(kit.deps)
  return fixture
}
const listJoinStates = async (kit: Kit, who: Parameters<typeof findSimilar>[1]) =>
  (await findSimilar(kit.deps, who, '来料异常处理')).items.map(({ join }) => join)

describe('a join request of a member of another department', () => {
  test('a join request is sent to the owner once; the person is a member once WeCom shows it', async ({ kit }) => {
    const { people, group } = await createJoinRequest(kit)
    expect(notifiedOf(kit, '申请进群')).toEqual(['guoji'])
    expect(await listJoinStates(kit, people.buyer)).toEqual(['asked'])
    const seen = await getGroupAsApplicant(kit, people, group)
    expect(seen).toMatchObject({ wishes: [{ userid: 'buyer', name: '司马文博' }] })
    expect(seen.allowed).toContain('admit')
    const answer = { id: group.id, userid: 'buyer', admit: true }
    expect(await answerJoinRequest(kit.deps, people.applicant, answer)).toMatchObject({ wishes: [], isApplying: true })
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.members).toContain('buyer')
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({
      memberCount: 4,
      standing: { project: 1 },
      isApplying: false,
    })
    expect(notifiedOf(kit, '已同意你进群')).toEqual(['buyer'])
    expect(await listJoinStates(kit, people.buyer)).toEqual(['inside'])
    await expect(answerJoinRequest(kit.deps, people.mate, answer)).rejects.toMatchObject({
      code: 'group.changed_meanwhile',
    })
  })

  test('a join request ends when WeCom shows that its sender is in the group already', async ({ kit }) => {
    const { people, group } = await createJoinRequest(kit)
    const { chatId, ...shown } = groupIn(kit, group)!
    kit.deps.wecom.groups.set(chatId, { ...shown, chatId, members: [...shown.members, 'buyer'] })
    await kit.deps.db.transaction((tx) => enqueueApplying(tx, { ...group, version: 1000 }, kit.deps.clock.now()))
    await drainOutbox(kit.deps)
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ memberCount: 4, wishes: [] })
    expect(await useridsWithGroupTask(kit)).toEqual([])
    expect(notifiedOf(kit, '进群申请未通过')).toEqual([])
  })

  test('the requester is notified that a join request was declined, and of the date from which they may repeat it', async ({
    kit,
  }) => {
    const { people, group } = await createJoinRequest(kit)
    await answerJoinRequest(kit.deps, people.applicant, { id: group.id, userid: 'buyer', admit: false })
    await drainOutbox(kit.deps)
    expect(notifiedOf(kit, '进群申请未通过')).toEqual(['buyer'])
    expect(groupIn(kit, group)?.members).not.toContain('buyer')
    expect(await listJoinStates(kit, people.buyer)).toEqual(['later'])
    // The card leads to the decision and the date of the next possible request.
    await expect(getGroup(kit.deps, people.buyer, group.id)).rejects.toMatchObject({
      code: 'group.not_admitted',
      details: { by: '郭𠮷', askAgainAt: '2026-03-24T02:00:00.000Z' },
    })
  })

  test('a join request is answered only by people responsible for the group', async ({ kit }) => {
    const { people, group } = await createJoinRequest(kit)
    expect((await getGroup(kit.deps, people.third, group.id)).wishes).toEqual([])
    const answer = { id: group.id, userid: 'buyer', admit: true }
    await expect(answerJoinRequest(kit.deps, people.third, answer)).rejects.toMatchObject({ code: 'auth.forbidden' })
    await expect(requestToJoin(kit.deps, people.third, group.id)).rejects.toMatchObject({ code: 'auth.forbidden' })
  })

  test('the join request of a person who leaves ends, and the owner has nothing to answer', async ({ kit }) => {
    const { people, group } = await createJoinRequest(kit)
    await leave(kit, 'buyer')
    const seen = await getGroupAsApplicant(kit, people, group)
    expect(seen.wishes).toEqual([])
    expect(await useridsWithGroupTask(kit)).toEqual([])
    expect(kit.deps.wecom.replaced.map(({ userid, card }) => `${userid} ${card.title}`)).toContain(
      'guoji 进群申请已结束',
    )
  })

  test('a join request does not invalidate the version that the owner sees', async ({ kit }) => {
    const { people, group, at } = await createJoinRequest(kit)
    expect((await getGroupAsApplicant(kit, people, group)).version).toBe(at.version)
  })
})
