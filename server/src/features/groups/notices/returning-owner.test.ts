import { describe, expect } from 'vitest'
import { endSuspension, suspendAccount } from '../../../directory/suspension-queries.ts'
import {
  changeMember,
  createActiveGroup,
  createGroup,
  getGroupAsApplicant,
  groupCompany,
  moveToDepartment,
} from '../../../testing/fixtures/groups.ts'
import { notifiedOf, openCards } from '../../../testing/fixtures/sent-cards.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { reviewGroup } from '../ownership/owner-commands.ts'

async function createReview(kit: Kit) {
  const { people, group } = await createActiveGroup(kit)
  await moveToDepartment(kit, 'third', people.other)
  const review = async () => {
    const { version } = await getGroupAsApplicant(kit, people, group)
    await reviewGroup(kit.deps, people.applicant, { id: group.id, version, remove: ['third'], keep: [] })
    await drainOutbox(kit.deps)
  }
  return { review }
}
/** Disables the owner's account and enables it again. */
async function beAway(kit: Kit): Promise<void> {
  await changeMember(kit, 'guoji', { status: 2 })
  kit.deps.clock.advanceHours(1)
  await changeMember(kit, 'guoji', { status: 1 })
}
const listOverwritten = ({ deps }: Kit) => deps.wecom.replaced.map(({ userid, card }) => `${userid} ${card.title}`)
/** Lists the titles of a person's open cards, without the one that only informs of the created group. */
const listOpen = (kit: Kit, userid: string) =>
  openCards(kit).flatMap(({ userid: to, card }) => (to === userid && card.title !== '群已建好' ? [card.title] : []))

describe('the cards of an owner who was away', () => {
  test('the card of an owner whose account was locked meanwhile is closed once its task is done', async ({ kit }) => {
    const { review } = await createReview(kit)
    const { db, clock } = kit.deps
    await db.transaction((tx) => suspendAccount(tx, 'guoji', 'lost', clock.now()))
    await changeMember(kit, 'guoji', { status: 2 })
    expect(listOverwritten(kit)).not.toContain('guoji 改由群主核对')
    clock.advanceHours(1)
    await db.transaction((tx) => endSuspension(tx, 'guoji', 'lost', clock.now()))
    await changeMember(kit, 'guoji', { status: 1 })
    expect(notifiedOf(kit, '人待核对').filter((userid) => userid === 'guoji')).toHaveLength(1)
    await review()
    expect(listOverwritten(kit)).toContain('guoji 成员已核对')
  })

  test('an owner whose account was disabled meanwhile gets a new card for the review that is theirs again', async ({
    kit,
  }) => {
    const { review } = await createReview(kit)
    await beAway(kit)
    expect(listOverwritten(kit)).toContain('guoji 改由群主核对')
    expect(listOpen(kit, 'guoji')).toEqual(['1 人待核对：入群理由已失效'])
    await review()
    expect(listOverwritten(kit)).toContain('guoji 成员已核对')
    expect(listOpen(kit, 'guoji')).toEqual([])
  })

  test('an owner whose account was disabled before they signed is asked for the signature again', async ({ kit }) => {
    await createGroup(kit, await groupCompany(kit))
    await beAway(kit)
    expect(listOpen(kit, 'guoji')).toEqual(['请签署群主的三条职责'])
  })
})
