import { expect } from 'vitest'
import { findActiveActor } from '../../access/find-active-actor.ts'
import { lostDeviceCompany } from '../../testing/fixtures/lost-device.ts'
import { test } from '../../testing/kit.ts'
import { listPeople } from '../accounts/people/list-people.ts'
import { createDelegation } from '../delegations/create-delegation.ts'
import { getMe } from './get-me.ts'

test('the delegate of an absent department admin sees lost-device cases, but is no department admin and may not list the people', async ({
  kit,
}) => {
  const { deps } = kit
  const { admin, other, ops } = await lostDeviceCompany(kit)
  const note = ''
  await createDelegation(deps, admin, { delegate: other.userid, startsOn: '2026-03-17', endsOn: '2026-03-18', note })
  const delegate = (await findActiveActor(deps, other.userid))!
  const facts = [admin, delegate, ops].map((actor) => {
    const { seesLostDeviceCases, isDeptAdmin } = getMe(deps, actor, { name: '', department: [] })
    return [seesLostDeviceCases, isDeptAdmin]
  })
  expect(facts).toEqual([
    [true, true],
    [true, false],
    [true, false],
  ])
  expect((await listPeople(deps, admin, {})).items.length).toBeGreaterThan(0)
  await expect(listPeople(deps, delegate, {})).rejects.toMatchObject({ status: 404 })
})

test.each([
  [['ops_lead'], true],
  [['hr'], true],
  [['auditor'], true],
  [['compliance'], false],
] as const)('members with the role %s are offered the cases of lost devices: %s', ([role], isOffered) => {
  const actor = { kind: 'member' as const, userid: 'guoji', roles: [role], adminOf: [] }
  const site = { corpId: '', agentId: 0 } as Parameters<typeof getMe>[0]['site']
  expect(getMe({ site }, actor, { name: '', department: [] }).seesLostDeviceCases).toBe(isOffered)
})
