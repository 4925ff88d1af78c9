import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { chatGroups } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import {
  createActiveGroup,
  createDeclaredGroup,
  getGroupAsApplicant,
  groupCompany,
  groupIn,
  moveToDepartment,
  useridsWithGroupTask,
} from '../../../testing/fixtures/groups.ts'
import { test } from '../../../testing/kit.ts'
import { runDailyGroupJob } from '../jobs/groups-daily.ts'
import { findGroupRow } from '../model/group-queries.ts'
import { renewGroup, reviewGroup } from '../ownership/owner-commands.ts'
import { enqueueApplying } from '../registry/change-group.ts'
import { getGroup } from '../registry/get-group.ts'

const DAY_HOURS = 24

describe('a review with nobody left to decide on', () => {
  test('a review ends when its last member returns: nothing waits for the owner, and the group can be renewed', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'third', people.other)
    expect(await useridsWithGroupTask(kit)).toEqual(['guoji'])
    await moveToDepartment(kit, 'third', people.department)
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ goneCount: 0, isReviewOpen: false })
    expect(await useridsWithGroupTask(kit)).toEqual([])
    expect(kit.deps.wecom.replaced.map(({ userid, card }) => `${userid} ${card.title}`)).toContain('guoji 成员已核对')
    kit.deps.clock.advanceHours(20 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    const { version, expiresOn } = await getGroupAsApplicant(kit, people, group)
    const renewed = await renewGroup(kit.deps, people.applicant, { id: group.id, version, reason: '还要用' })
    expect(renewed.expiresOn).not.toBe(expiresOn)
  })

  test('a review goes on for the members who have not returned', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'third', people.other)
    await moveToDepartment(kit, 'mate', people.other)
    await moveToDepartment(kit, 'third', people.department)
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ goneCount: 1, isReviewOpen: true })
  })

  test('a review ends when its last member leaves the group in WeCom', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'third', people.other)
    const { chatId, ...shown } = groupIn(kit, group)!
    kit.deps.wecom.groups.set(chatId, { ...shown, chatId, members: ['guoji', 'mate'] })
    await kit.deps.db.transaction((tx) => enqueueApplying(tx, { ...group, version: 1000 }, kit.deps.clock.now()))
    await drainOutbox(kit.deps)
    expect(await getGroupAsApplicant(kit, people, group)).toMatchObject({ memberCount: 2, isReviewOpen: false })
    expect(await useridsWithGroupTask(kit)).toEqual([])
  })

  test('the daily group job ends an escalated review that an earlier release left open', async ({ kit }) => {
    const { group } = await createActiveGroup(kit)
    const leftOpen = { reviewOpenedAt: group.createdAt, reviewCloseBy: group.createdAt, reviewEscalationStep: 1 }
    await kit.deps.db.update(chatGroups).set(leftOpen).where(eq(chatGroups.id, group.id))
    kit.deps.clock.advanceHours(DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    const ended = { reviewOpenedAt: null, reviewCloseBy: null, reviewEscalationStep: 0 }
    expect(await findGroupRow(kit.deps.db, group.id)).toMatchObject(ended)
  })

  test('members whose removal waits for the checklist of a manually created group are not reviewed again', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const { id } = await createDeclaredGroup(kit, people)
    await moveToDepartment(kit, 'third', people.other)
    const { version } = await getGroup(kit.deps, people.applicant, id)
    await reviewGroup(kit.deps, people.applicant, { id, version, remove: ['third'], keep: [] })
    kit.deps.clock.advanceHours(91 * DAY_HOURS)
    await runDailyGroupJob(kit.deps)
    expect(await getGroup(kit.deps, people.applicant, id)).toMatchObject({ isApplying: true, isReviewOpen: false })
  })
})
