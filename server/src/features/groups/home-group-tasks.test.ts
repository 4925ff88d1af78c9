import { describe, expect } from 'vitest'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import {
  groupCompany,
  getGroupAsApplicant,
  createGroup,
  moveToDepartment,
  createActiveGroup,
  useridsWithGroupTask,
} from '../../testing/fixtures/groups.ts'
import { test } from '../../testing/kit.ts'
import { runDailyGroupJob } from './jobs/groups-daily.ts'
import { getGroup } from './registry/get-group.ts'
import { listGroups } from './registry/list-groups.ts'
import { reviewGroup, signCharter } from './ownership/owner-commands.ts'
import { handleReport, reportViolation } from './reports/violation-reports.ts'

describe('group tasks on the home page', () => {
  test('the owner sees the group until the charter is signed, and the deputy sees it too once they are notified', async ({
    kit,
  }) => {
    const people = await groupCompany(kit)
    const group = await createGroup(kit, people)
    expect(await useridsWithGroupTask(kit)).toEqual(['guoji'])
    kit.deps.clock.advanceDays(4)
    await runDailyGroupJob(kit.deps)
    expect(await useridsWithGroupTask(kit)).toEqual(['guoji', 'mate'])
    const { version } = await getGroupAsApplicant(kit, people, group)
    await signCharter(kit.deps, people.mate, { id: group.id, version })
    expect(await useridsWithGroupTask(kit)).toEqual([])
  })

  test('the owner sees the group while a review is open', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await moveToDepartment(kit, 'third', people.other)
    expect(await useridsWithGroupTask(kit)).toEqual(['guoji'])
    const { version } = await getGroupAsApplicant(kit, people, group)
    await reviewGroup(kit.deps, people.applicant, { id: group.id, version, remove: [], keep: ['third'] })
    expect(await useridsWithGroupTask(kit)).toEqual([])
  })

  test('people to whom an overdue review is escalated see the group until the review is done', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    const lateGroupsFor = async (who: typeof people.admin) => {
      const { late: rows } = await listGroups(kit.deps, who, {})
      return rows.map(({ id, isLate }) => [id, isLate])
    }
    await moveToDepartment(kit, 'third', people.other)
    kit.deps.clock.advanceDays(15)
    await runDailyGroupJob(kit.deps)
    // First the admins of its departments, then the management department.
    expect([
      await useridsWithGroupTask(kit),
      await lateGroupsFor(people.admin),
      await lateGroupsFor(people.ops),
    ]).toEqual([['guoji', 'limin'], [[group.id, true]], []])
    kit.deps.clock.advanceDays(5)
    await runDailyGroupJob(kit.deps)
    expect([await useridsWithGroupTask(kit), await lateGroupsFor(people.ops)]).toEqual([
      ['guoji', 'limin', 'ops'],
      [[group.id, true]],
    ])
    expect(await lateGroupsFor(people.applicant)).toEqual([])
    const { version } = await getGroupAsApplicant(kit, people, group)
    await reviewGroup(kit.deps, people.admin, { id: group.id, version, remove: [], keep: ['third'] })
    expect([
      await useridsWithGroupTask(kit),
      await lateGroupsFor(people.admin),
      await lateGroupsFor(people.ops),
    ]).toEqual([[], [], []])
  })

  test('people to whom ownership is offered see the group, and the former owner no longer does', async ({ kit }) => {
    await createActiveGroup(kit)
    kit.deps.clock.advanceSeconds(1)
    kit.deps.wecom.members.delete('guoji')
    await kit.deps.db.transaction((tx) =>
      markMembersLeft(kit.deps, tx, ['guoji'], { at: kit.deps.clock.now(), source: 'test' }),
    )
    await drainOutbox(kit.deps)
    expect(await useridsWithGroupTask(kit)).toEqual(['mate', 'third'])
  })

  test('the recipient of a report sees the group until they answer it', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await reportViolation(kit.deps, people.third, { id: group.id, to: 'owner', what: 'rumour' })
    expect(await useridsWithGroupTask(kit)).toEqual(['guoji'])
    await reportViolation(kit.deps, people.third, { id: group.id, to: 'ops', what: 'secret' })
    expect(await useridsWithGroupTask(kit)).toEqual(['guoji', 'ops'])
    for (const [who, recipient] of [[people.ops, 'ops'] as const, [people.applicant, 'owner'] as const]) {
      const report = (await getGroup(kit.deps, who, group.id)).reports.find(({ to }) => to === recipient)
      if (report) await handleReport(kit.deps, who, { id: group.id, reportId: report.id, outcome: 'unfounded' })
    }
    expect(await useridsWithGroupTask(kit)).toEqual([])
  })
})
