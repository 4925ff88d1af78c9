import { and, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { notices } from '../../db/schema/index.ts'
import {
  createActiveGroup,
  createDeclaredGroup,
  getGroupAsApplicant,
  groupCompany,
  moveToDepartment,
} from '../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { runDailyGroupJob } from './jobs/groups-daily.ts'
import { findGroupRow } from './model/group-queries.ts'
import { archiveGroup, renewGroup, restoreGroup, reviewGroup, undoReview } from './ownership/owner-commands.ts'
import { getGroup } from './registry/get-group.ts'

const DAYS_UNTIL_LATE = 20

/** Creates a group whose review of these members is escalated; what is decided now can be undone for a minute. */
async function createLateReview(kit: Kit, moved: readonly string[] = ['third']) {
  const { people, group } = await createActiveGroup(kit)
  kit.deps.site.undoMs = 60_000
  for (const userid of moved) await moveToDepartment(kit, userid, people.other)
  kit.deps.clock.advanceDays(DAYS_UNTIL_LATE)
  await runDailyGroupJob(kit.deps)
  return { people, group }
}

describe('undoing a review', () => {
  test('undoing an escalated review restores its escalation, so that a renewal is still refused', async ({ kit }) => {
    const { people, group } = await createLateReview(kit)
    const find = async () => (await findGroupRow(kit.deps.db, group.id))!
    const before = await find()
    expect(before.reviewEscalationStep).toBe(1)
    const command = { id: group.id, remove: ['third'], keep: [] }
    const { version } = await reviewGroup(kit.deps, people.applicant, { ...command, version: before.version })
    const undone = await undoReview(kit.deps, people.applicant, { id: group.id, version })
    const { reviewEscalationStep, reviewCloseBy, reviewedAt, reviewDueOn, isApplying } = before
    const restored = { reviewEscalationStep, reviewCloseBy, reviewedAt, reviewDueOn, isApplying }
    expect(await find()).toMatchObject({ ...restored, reviewOpenedAt: kit.deps.clock.now() })
    const renewal = { id: group.id, version: undone.version, reason: '还要用' }
    await expect(renewGroup(kit.deps, people.applicant, renewal)).rejects.toMatchObject({
      code: 'group.command_refused',
    })
  })

  test('a group can be renewed after an escalated review once the review can no longer be undone', async ({ kit }) => {
    const { people, group } = await createLateReview(kit)
    const before = await getGroupAsApplicant(kit, people, group)
    const command = { id: group.id, version: before.version, remove: ['third'], keep: [] }
    const { version } = await reviewGroup(kit.deps, people.applicant, command)
    const renew = () => renewGroup(kit.deps, people.applicant, { id: group.id, version, reason: '还要用' })
    await expect(renew()).rejects.toMatchObject({ code: 'group.command_refused' })
    kit.deps.clock.advanceSeconds(60)
    expect((await renew()).expiresOn).not.toBe(before.expiresOn)
  })

  test('undoing a review leaves the removals of an earlier review to be applied', async ({ kit }) => {
    const people = await groupCompany(kit)
    kit.deps.site.undoMs = 60_000
    const { id } = await createDeclaredGroup(kit, people)
    const view = () => getGroup(kit.deps, people.applicant, id)
    const remove = async (userid: string) => {
      await moveToDepartment(kit, userid, people.other)
      const { version } = await view()
      return reviewGroup(kit.deps, people.applicant, { id, version, remove: [userid], keep: [] })
    }
    await remove('third')
    kit.deps.clock.advanceSeconds(60)
    const { version } = await remove('mate')
    await undoReview(kit.deps, people.applicant, { id, version })
    expect(await view()).toMatchObject({ isApplying: true, checklist: [{ what: 'remove', text: '王小雨' }] })
  })
})

describe('an escalated review of a group that is archived and restored', () => {
  async function archiveAndRestore(kit: Kit, moved?: readonly string[]) {
    const { people, group } = await createLateReview(kit, moved)
    const view = () => getGroupAsApplicant(kit, people, group)
    await archiveGroup(kit.deps, people.applicant, await view())
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceSeconds(1)
    await restoreGroup(kit.deps, people.applicant, await view())
    const renew = async () =>
      renewGroup(kit.deps, people.applicant, { id: group.id, version: (await view()).version, reason: '还要用' })
    const settle = async () => {
      await runDailyGroupJob(kit.deps)
      await drainOutbox(kit.deps)
      await runDailyGroupJob(kit.deps)
      return (await findGroupRow(kit.deps.db, group.id))!
    }
    return { people, view, renew, settle }
  }

  test('an archive and a restoration neither end an escalated review nor allow a renewal', async ({ kit }) => {
    const { renew, settle } = await archiveAndRestore(kit)
    await expect(renew()).rejects.toMatchObject({ code: 'group.command_refused' })
    expect(await settle()).toMatchObject({
      reviewOpenedAt: kit.deps.clock.now(),
      reviewEscalationStep: 1,
      memberCount: 3,
      goneCount: 1,
    })
    await expect(renew()).rejects.toMatchObject({ code: 'group.command_refused' })
  })

  test('a review of the owner alone does not open before the members who return with the restoration are back', async ({
    kit,
  }) => {
    const { view, settle } = await archiveAndRestore(kit, ['guoji', 'third'])
    await runDailyGroupJob(kit.deps)
    expect(await view()).toMatchObject({ isReviewOpen: false })
    expect(await settle()).toMatchObject({
      reviewOpenedAt: kit.deps.clock.now(),
      reviewEscalationStep: 1,
      goneCount: 2,
    })
  })

  test('whoever an escalated review was escalated to gets a card again when it opens again', async ({ kit }) => {
    const { settle } = await archiveAndRestore(kit)
    const cards = () =>
      kit.deps.db.$count(notices, and(eq(notices.userid, 'limin'), eq(notices.asks, 'group.review_late')))
    expect(await cards()).toBe(1)
    await settle()
    expect(await cards()).toBe(2)
  })

  test('a restored group can be renewed after the check if its members belong to it again', async ({ kit }) => {
    const { people, renew, settle } = await archiveAndRestore(kit)
    await moveToDepartment(kit, 'third', people.department)
    expect(await settle()).toMatchObject({ reviewOpenedAt: null, reviewEscalationStep: 0, goneCount: 0 })
    await expect(renew()).resolves.toBeDefined()
  })
})
