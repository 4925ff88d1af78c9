import { expect } from 'vitest'
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
