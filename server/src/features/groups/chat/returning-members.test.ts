import { describe, expect } from 'vitest'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { syncMembers } from '../../../directory/sync-members-queries.ts'
import { findGroupRow } from '../model/group-queries.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { createGroup, groupCompany, groupIn, leave } from '../../../testing/fixtures/groups.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { getGroup } from '../registry/get-group.ts'
import { joinGroup } from '../joining/join-group.ts'
import { archiveGroup, restoreGroup, signCharter } from '../ownership/owner-commands.ts'

/** Creates a group of four that is archived in WeCom, where only its owner and deputy remain. */
async function createArchivedGroup(kit: Kit) {
  const people = await groupCompany(kit)
  await kit.given.member({ userid: 'fourth', name: '钱多多', department: people.department })
  const created = await createGroup(kit, people, { members: ['mate', 'third', 'fourth'] })
  await archiveGroup(kit.deps, people.applicant, await signCharter(kit.deps, people.applicant, created))
  await drainOutbox(kit.deps)
  expect(groupIn(kit, created)?.members).toEqual(['guoji', 'mate'])
  const restore = async () => {
    const { version } = await getGroup(kit.deps, people.applicant, created.id)
    await restoreGroup(kit.deps, people.applicant, { id: created.id, version })
    await drainOutbox(kit.deps)
  }
  return { people, group: created, restore, read: () => findGroupRow(kit.deps.db, created.id) }
}

describe('a restored group', () => {
  test('a group is restored without the member who left the company, and with all others', async ({ kit }) => {
    const { group, restore, read } = await createArchivedGroup(kit)
    await leave(kit, 'third')
    await restore()
    expect(groupIn(kit, group)).toMatchObject({ name: group.name, members: ['guoji', 'mate', 'fourth'] })
    expect(await read()).toMatchObject({ isApplying: false, trouble: null, memberCount: 3 })
  })

  test('a group is restored without a member whom WeCom deleted and the directory still shows', async ({ kit }) => {
    const { group, restore, read } = await createArchivedGroup(kit)
    kit.deps.wecom.members.delete('third')
    await restore()
    expect(groupIn(kit, group)).toMatchObject({ name: group.name, members: ['guoji', 'mate', 'fourth'] })
    expect(await read()).toMatchObject({ isApplying: false, trouble: null, memberCount: 3 })
  })

  test('a member list that WeCom keeps refusing is sent eight times, and is then shown as trouble of the group', async ({
    kit,
  }) => {
    const { group, restore, read } = await createArchivedGroup(kit)
    let calls = 0
    kit.deps.wecom.changeGroup = () => {
      calls += 1
      return Promise.reject(new WecomRefusedError(86216, 'appchat/update'))
    }
    await restore()
    for (let tries = 1; tries < 10; tries += 1) {
      kit.deps.clock.advanceHours(11)
      await drainOutbox(kit.deps)
    }
    expect(await read()).toMatchObject({ trouble: '86216' })
    expect(groupIn(kit, group)?.members).toEqual(['guoji', 'mate'])
    expect(calls).toBe(8)
  })

  test('a member who is left out of a restoration is not added when they return to the company', async ({ kit }) => {
    const { people, group, restore } = await createArchivedGroup(kit)
    const third = kit.deps.wecom.members.get('third')
    await leave(kit, 'third')
    await restore()
    if (!third) throw new Error('Unknown member')
    kit.deps.wecom.members.set('third', third)
    kit.deps.clock.advanceSeconds(1)
    await kit.deps.db.transaction((tx) =>
      syncMembers(kit.deps, tx, [third], { at: kit.deps.clock.now(), source: 'test' }),
    )
    await archiveGroup(kit.deps, people.applicant, await getGroup(kit.deps, people.applicant, group.id))
    await drainOutbox(kit.deps)
    await restore()
    expect(groupIn(kit, group)?.members).toEqual(['guoji', 'mate', 'fourth'])
  })
})

test('a group does not wait for a new member who leaves the company before they are added', async ({ kit }) => {
  const people = await groupCompany(kit)
  const created = await createGroup(kit, people, { members: ['mate'] })
  await joinGroup(kit.deps, people.third, created.id)
  await leave(kit, 'third')
  expect(groupIn(kit, created)?.members).toEqual(['guoji', 'mate'])
  expect(await findGroupRow(kit.deps.db, created.id)).toMatchObject({ isApplying: false, memberCount: 2 })
})
