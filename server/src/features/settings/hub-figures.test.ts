import { expect } from 'vitest'
import { partners } from '../../db/schema/index.ts'
import { createPolicy } from '../policies/authoring/edit-policy.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany, retirePolicy } from '../../testing/fixtures/policy.ts'
import { test } from '../../testing/kit.ts'
import { getSettingsHub } from './get-settings-hub.ts'

test('the settings count the policies in force, without drafts and retired ones', async ({ kit }) => {
  const company = await policyCompany(kit)
  const draft = draftOf([clause('1')])
  await createPolicy(kit.deps, company.author, draft)
  await createPublishedPolicy(kit, company, draft)
  const retired = await createPublishedPolicy(kit, company, draft)
  const countPolicies = async () => (await getSettingsHub(kit.deps)).values.policies
  expect(await countPolicies()).toBe(2)
  await retirePolicy(kit, company, retired)
  expect(await countPolicies()).toBe(1)
})

test('the settings count the partners without a registered contract separately from those with one', async ({
  kit,
}) => {
  await kit.given.department({ id: 1 })
  await kit.given.member({ userid: 'Duan' })
  const partner = { company: '', since: kit.deps.clock.now(), setBy: 'xiaolan' }
  // Nothing is to be registered for `gone`, who is not in the directory.
  const userids = ['duan', 'gone']
  await kit.deps.db.insert(partners).values(userids.map((userid) => ({ ...partner, userid })))
  const { unregisteredPartners, values } = await getSettingsHub(kit.deps)
  expect([unregisteredPartners, values.partners]).toEqual([1, 0])
})
