import { expect } from 'vitest'
import { jobHandlers } from '../../../composition/job-handlers.ts'
import { WecomUnreachableError } from '../../../kernel/app-error.ts'
import type { JobHandler } from '../../../outbox/run-job.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { groupCompany, submitGroupRequest } from '../../../testing/fixtures/groups.ts'
import { test } from '../../../testing/kit.ts'
import { agree, decisionOn } from '../../../testing/request-fixtures.ts'
import { findGroupOfRequest, listGroupMembers } from '../model/group-queries.ts'
import { decideRequest } from '../../requests/commands/decide-request.ts'
import { withdrawRequest } from '../../requests/commands/withdraw-request.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { createGroupHandler } from './create-group.ts'
import { CREATE_TOPIC } from './group-create-type.ts'

test('a group whose members changed before it was registered counts as the requested one, and is not created again', async ({
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

test('when the applicant withdraws just before the creation begins, no group is created, and the timeline ends there', async ({
  kit,
}) => {
  const { applicant, admin } = await groupCompany(kit)
  const view = await submitGroupRequest(kit, applicant)
  await decideRequest(kit.deps, admin, decisionOn(view, { group: agree }))
  const handler = createGroupHandler(kit.deps)
  const withdrawing: JobHandler = {
    ...handler,
    handle: (job, checkpoint) =>
      handler.handle(job, async (...write) => {
        const { version } = await getRequest(kit.deps, applicant, view.id)
        await withdrawRequest(kit.deps, applicant, { id: view.id, version })
        await checkpoint(...write)
      }),
  }
  await drainOutbox(kit.deps, { ...jobHandlers(kit.deps), [CREATE_TOPIC]: withdrawing })
  const { state, timeline } = await getRequest(kit.deps, applicant, view.id)
  expect({ state, last: timeline.at(-1)?.type }).toEqual({ state: 'withdrawn', last: 'withdrawn' })
  expect(kit.deps.wecom.groupCalls).toEqual([])
})
