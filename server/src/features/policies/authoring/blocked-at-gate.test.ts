import { expect } from 'vitest'
import { clause, countsOf, createPublishedPolicy, draftOf, policyCompany } from '../../../testing/fixtures/policy.ts'
import { test } from '../../../testing/kit.ts'
import { getPolicyList } from './get-policy-editor.ts'

test('the list of policies says how many people the access gate would stop, only for policies to be signed before use', async ({
  kit,
}) => {
  const company = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')], { isBeforeUse: true }))
  const other = await createPublishedPolicy(kit, company, draftOf([clause('2')]))
  const readBlocked = async () =>
    Object.fromEntries((await getPolicyList(kit.deps, company.lead)).items.map((row) => [row.id, row.blocked]))
  expect((await countsOf(kit, company.author, id)).pending).toBeGreaterThan(0)
  expect(await readBlocked()).toEqual({ [id]: 0, [other]: null })
  kit.deps.clock.advanceDays(8)
  const { overdue } = await countsOf(kit, company.author, id)
  expect(overdue).toBeGreaterThan(0)
  expect(await readBlocked()).toEqual({ [id]: overdue, [other]: null })
})
