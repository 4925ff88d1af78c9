import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { WecomUnreachableError } from '../../kernel/app-error.ts'
import { auditEntries } from '../../db/schema/index.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import {
  groupCompany,
  groupIn,
  getGroupAsApplicant,
  createGroup,
  moveToDepartment,
  createActiveGroup,
} from '../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { enqueueApplying } from './registry/change-group.ts'
import { getGroup } from './registry/get-group.ts'
import { runDailyGroupJob } from './jobs/groups-daily.ts'
import {
  archiveGroup,
  renewGroup,
  restoreGroup,
  reviewGroup,
  signCharter,
  undoReview,
} from './ownership/owner-commands.ts'
import { answerOwnershipOffer } from './ownership/answer-ownership-offer.ts'

const DAY_HOURS = 24

describe('reviews of members who no longer belong to a group', () => {
  test('a review lists only members whose reason for membership no longer applies, and none is removed without a decision', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'third', people.other)
    const seen = await getGroupAsApplicant(kit, people, group)
    expect(seen).toMatchObject({
      isReviewOpen: true,
      goneCount: 1,
      drifted: [{ userid: 'third', why: 'moved', isLeaving: false }],
      standing: { department: 2, project: 0, guest: 0 },
    })
    expect(kit.deps.wecom.sent.map(({ card }) => card.title)).toContain('1 人待核对：入群理由已失效')
    kit.deps.clock.advanceHours(60 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.members).toEqual(['guoji', 'mate', 'third'])
  })

  test('a review lists nobody after the member has returned to the department', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'third', people.other)
    await moveToDepartment(kit, 'third', people.department)
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ goneCount: 0, drifted: [] })
  })

  test('a member whose removal was decided is removed in WeCom, and a kept one stays as a guest', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'third', people.other)
    await moveToDepartment(kit, 'mate', people.other)
    const { version } = await getGroupAsApplicant(kit, people, group)
    const command = { id: group.id, version, remove: ['third'], keep: ['mate'] }
    const reviewed = await reviewGroup(kit.deps, people.applicant, command)
    expect(reviewed).toMatchObject({ isApplying: true, isReviewOpen: false })
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.members).toEqual(['guoji', 'mate'])
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({
      isApplying: false,
      memberCount: 2,
      standing: { guest: 1 },
    })
  })

  test('a removal whose response was lost is sent only once', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'third', people.other)
    const { changeGroup } = kit.deps.wecom
    let calls = 0
    kit.deps.wecom.changeGroup = async (chatId, change) => {
      calls += 1
      await changeGroup(chatId, change)
      throw new WecomUnreachableError('timeout', 'appchat/update')
    }
    const { version } = await getGroupAsApplicant(kit, people, group)
    await reviewGroup(kit.deps, people.applicant, { id: group.id, version, remove: ['third'], keep: [] })
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceSeconds(10)
    await drainOutbox(kit.deps)
    expect(calls).toBe(1)
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ isApplying: false, memberCount: 2 })
  })

  test('a removal waits for the end of its undo window, even when an earlier job applies the group', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    kit.deps.site.undoMs = 60_000
    await moveToDepartment(kit, 'third', people.other)
    const review = async () => {
      const { version } = await getGroupAsApplicant(kit, people, group)
      return reviewGroup(kit.deps, people.applicant, { id: group.id, version, remove: ['third'], keep: [] })
    }
    await kit.deps.db.transaction((tx) => enqueueApplying(tx, { ...group, version: 1000 }, kit.deps.clock.now()))
    await review()
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.members).toEqual(['guoji', 'mate', 'third'])
    const reviewed = await getGroupAsApplicant(kit, people, group)
    expect(reviewed).toMatchObject({ isApplying: true, trouble: null })
    const undone = await undoReview(kit.deps, people.applicant, { id: group.id, version: reviewed.version })
    expect(undone).toMatchObject({ isReviewOpen: true, memberCount: 3, drifted: [{ isLeaving: false }] })
    await review()
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.members).toEqual(['guoji', 'mate'])
  })

  test('the undo of a review is refused when the removed member has left the group', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    kit.deps.site.undoMs = 60_000
    await moveToDepartment(kit, 'third', people.other)
    const { version } = await getGroupAsApplicant(kit, people, group)
    await kit.deps.db.transaction((tx) => enqueueApplying(tx, { ...group, version: 1000 }, kit.deps.clock.now()))
    const command = { id: group.id, version, remove: ['third'], keep: [] }
    const reviewed = await reviewGroup(kit.deps, people.applicant, command)
    // The member leaves the group in WeCom.
    const { chatId, ...shown } = groupIn(kit, group)!
    kit.deps.wecom.groups.set(chatId, { ...shown, chatId, members: ['guoji', 'mate'] })
    await drainOutbox(kit.deps)
    const undo = undoReview(kit.deps, people.applicant, { id: group.id, version: reviewed.version })
    await expect(undo).rejects.toMatchObject({ code: 'group.too_late' })
  })

  test('a review that leaves a member out, or that has an old version, is refused', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'third', people.other)
    await moveToDepartment(kit, 'mate', people.other)
    const { version } = await getGroupAsApplicant(kit, people, group)
    const incomplete = reviewGroup(kit.deps, people.applicant, { id: group.id, version, remove: ['third'], keep: [] })
    await expect(incomplete).rejects.toMatchObject({ code: 'group.not_all_answered' })
    const stale = reviewGroup(kit.deps, people.applicant, {
      id: group.id,
      version: 1,
      remove: ['third'],
      keep: ['mate'],
    })
    await expect(stale).rejects.toMatchObject({ code: 'group.changed_meanwhile' })
  })

  test("an overdue review is escalated to the department's admin, then to ops", async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'third', people.other)
    kit.deps.clock.advanceHours(20 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    kit.deps.clock.advanceHours(7 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    await drainOutbox(kit.deps)
    const notified = kit.deps.wecom.sent.filter(({ card }) => card.title.includes('逾期')).map(({ userid }) => userid)
    expect(notified).toEqual(['limin', 'ops'])
    const { version } = await getGroupAsApplicant(kit, people, group)
    const renewal = renewGroup(kit.deps, people.applicant, { id: group.id, version, reason: '还要用' })
    await expect(renewal).rejects.toMatchObject({ code: 'group.command_refused' })
  })

  test('a quarter in which no member lost their reason for membership passes without a notice', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    kit.deps.clock.advanceHours(91 * DAY_HOURS)
    const before = kit.deps.wecom.sent.length
    await runDailyGroupJob(kit.deps)
    const reviewed = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'group.review_passed'))
    expect(reviewed).toHaveLength(1)
    expect((await getGroupAsApplicant(kit, people, group)).isReviewOpen).toBe(false)
    expect(kit.deps.wecom.sent.slice(before).filter(({ card }) => card.title.includes('理由'))).toEqual([])
  })
})

describe('a group whose owner is gone', () => {
  async function createVacantGroup(kit: Kit) {
    const fixture = await createActiveGroup(kit)
    kit.deps.clock.advanceSeconds(1)
    kit.deps.wecom.members.delete('guoji')
    await kit.deps.db.transaction((tx) =>
      markMembersLeft(kit.deps, tx, ['guoji'], { at: kit.deps.clock.now(), source: 'test' }),
    )
    await drainOutbox(kit.deps)
    return fixture
  }

  test('a group whose owner is gone is offered to the deputy and suitable members, and owned by the first who accepts', async ({
    kit,
  }) => {
    const { people, group } = await createVacantGroup(kit)
    const offered = kit.deps.wecom.sent
      .filter(({ card }) => card.title.includes('请你接任'))
      .map(({ userid }) => userid)
    expect(offered).toEqual(['mate', 'third'])
    expect(groupIn(kit, group)?.ownerId).toBe('guoji')
    await answerOwnershipOffer(kit.deps, people.third, { id: group.id, accept: true })
    const secondAnswer = answerOwnershipOffer(kit.deps, people.mate, { id: group.id, accept: true })
    await expect(secondAnswer).rejects.toMatchObject({ code: 'auth.forbidden' })
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.ownerId).toBe('third')
    expect(await getGroup(kit.deps, people.third, group.id)).toMatchObject({
      owner: { userid: 'third' },
      isVacant: false,
    })
  })

  test('a group whose owner is gone stays without an owner until somebody accepts', async ({ kit }) => {
    const { people, group } = await createVacantGroup(kit)
    await answerOwnershipOffer(kit.deps, people.mate, { id: group.id, accept: false })
    kit.deps.clock.advanceHours(10 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.ownerId).toBe('guoji')
    expect(await getGroup(kit.deps, people.third, group.id)).toMatchObject({
      isVacant: true,
      allowed: ['take', 'report'],
    })
  })
})

describe('the daily group job', () => {
  test('the daily group job notifies the deputy, who may then sign, when the owner has not signed for two working days', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const group = await createGroup(kit, people)
    const early = signCharter(kit.deps, people.mate, { id: group.id, version: group.version })
    await expect(early).rejects.toMatchObject({ code: 'auth.forbidden' })
    kit.deps.clock.advanceHours(3 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    await runDailyGroupJob(kit.deps)
    await drainOutbox(kit.deps)
    const charterCards = kit.deps.wecom.sent.filter(({ card }) => card.title.includes('请你签署群主职责'))
    expect(charterCards.map(({ userid }) => userid)).toEqual(['mate'])
    const { version } = await getGroup(kit.deps, people.mate, group.id)
    expect(await signCharter(kit.deps, people.mate, { id: group.id, version })).toMatchObject({ state: 'active' })
  })

  test('the daily group job sends notices 30, 15 and 1 days before expiry, and archives an expired group', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    const countNotices = () =>
      kit.deps.wecom.sent.filter(({ card, userid }) => userid === 'mate' && card.title.includes('天到期')).length
    const counts: number[] = []
    for (const day of ['2026-05-29', '2026-06-01', '2026-06-02', '2026-06-16', '2026-06-29']) {
      kit.deps.clock.advanceHours((Date.parse(`${day}T04:00:00Z`) - kit.deps.clock.now().getTime()) / 3_600_000)
      await runDailyGroupJob(kit.deps)
      await runDailyGroupJob(kit.deps)
      await drainOutbox(kit.deps)
      counts.push(countNotices())
    }
    expect(counts).toEqual([0, 1, 1, 2, 3])
    kit.deps.clock.advanceHours(2 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)).toMatchObject({ name: `已归档-${group.name}`, members: ['guoji', 'mate'] })
    const archived = await getGroupAsApplicant(kit, people, group)
    expect(archived).toMatchObject({ state: 'archived', allowed: ['restore'] })
    await restoreGroup(kit.deps, people.applicant, { id: group.id, version: archived.version })
    await drainOutbox(kit.deps)
    expect(groupIn(kit, group)?.members).toEqual(['guoji', 'mate', 'third'])
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({
      state: 'active',
      memberCount: 3,
      isApplying: false,
    })
  })

  test('the daily group job ends an archived group after thirty days', async ({ kit }) => {
    const { people, group, at } = await createActiveGroup(kit)
    await archiveGroup(kit.deps, people.applicant, at)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(31 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    const ended = await getGroupAsApplicant(kit, people, group)
    expect(ended).toMatchObject({ state: 'gone', allowed: [] })
  })
})
