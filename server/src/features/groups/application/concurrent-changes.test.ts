import { expect } from 'vitest'
import { WecomUnreachableError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { groupCompany, submitGroupRequest } from '../../../testing/fixtures/groups.ts'
import { test } from '../../../testing/kit.ts'
import { agree, decisionOn } from '../../../testing/request-fixtures.ts'
import { findGroupOfRequest, listGroupMembers } from '../model/group-queries.ts'
import { decideRequest } from '../../requests/commands/decide-request.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'

test('a group whose members changed it before it was registered is the requested one, and is not created again', async ({
  kit,
}) => {
  const people = await groupCompany(kit)
  const view = await submitGroupRequest(kit, people.applicant)
  await decideRequest(kit.deps, people.admin, decisionOn(view, { group: agree }))
  const { createGroup } = kit.deps.wecom
  kit.deps.wecom.createGroup = async (group) => {
    await createGroup(group)
    // Before the next attempt, a member invites a colleague, and another one leaves the group.
    kit.deps.wecom.groups.set(group.chatId, { ...group, members: ['guoji', 'mate', 'buyer'] })
    throw new WecomUnreachableError('dropped', 'appchat/create')
  }
  await drainOutbox(kit.deps)
  kit.deps.clock.advanceSeconds(10)
  await drainOutbox(kit.deps)
  expect(await getRequest(kit.deps, people.applicant, view.id)).toMatchObject({
    state: 'done',
    group: { made: { missing: [{ name: '王小雨' }] } },
  })
  expect(kit.deps.wecom.groups.size).toBe(1)
  expect(kit.deps.wecom.groupCalls).toEqual(['create'])
  const group = await findGroupOfRequest(kit.deps.db, view.id)
  expect(group).toMatchObject({ origin: 'api', deputyId: 'mate', memberCount: 3 })
  const members = group ? await listGroupMembers(kit.deps.db, group.id) : []
  expect(members.map(({ userid, reason }) => [userid, reason])).toEqual([
    ['buyer', 'guest'],
    ['guoji', 'department'],
    ['mate', 'department'],
  ])
})
