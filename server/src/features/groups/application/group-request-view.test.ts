import { expect } from 'vitest'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { groupCompany, submitGroupRequest } from '../../../testing/fixtures/groups.ts'
import { test } from '../../../testing/kit.ts'
import { agree, decisionOn } from '../../../testing/request-fixtures.ts'
import { decideRequest } from '../../requests/commands/decide-request.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'

test('a large group request states its number of members; whoever creates the group manually gets every name', async ({
  kit,
}) => {
  const people = await groupCompany(kit)
  const others = Array.from({ length: 249 }, (_, n) => `many${String(n)}`)
  for (const userid of others) await kit.given.member({ userid, department: people.department })
  kit.deps.wecom.groupRules.isRootVisible = false
  const { id } = await submitGroupRequest(kit, people.applicant, { members: ['mate', ...others] })
  const read = async (actor: typeof people.ops) => getRequest(kit.deps, actor, id)
  const seen = (await read(people.admin)).group
  expect([seen?.memberCount, seen?.members.length]).toEqual([250, 200])
  // The management department confirms a large group.
  for (const approver of [people.admin, people.ops]) {
    await decideRequest(kit.deps, approver, decisionOn(await read(approver), { group: agree }))
    await drainOutbox(kit.deps)
  }
  const manual = (await read(people.ops)).group
  expect([manual?.mayTick, manual?.memberCount, manual?.members.length]).toEqual([true, 250, 250])
})
