import type { PolicyId } from '@desk/shared/kernel/ids'
import { expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { test } from '../../testing/kit.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy } from '../../testing/fixtures/policy.ts'
import { planDailyReminders } from './reminders/jobs/plan-daily-reminders.ts'
import { listPeople } from './board/list-people.ts'
import { remindSigners } from './reminders/remind-signers.ts'

test('reminders are counted per policy, and the first notice of a policy is not counted as one', async ({ kit }) => {
  const { north, ...company } = await policyCompany(kit)
  const { userid } = await kit.given.member({ department: north })
  const frequent = await createPublishedPolicy(kit, company, draftOf([clause('1')], { remindEveryDays: 1 }))
  const rare = await createPublishedPolicy(kit, company, draftOf([clause('1')], { remindEveryDays: 30 }))
  await drainOutbox(kit.deps)
  const readCounts = () =>
    Promise.all(
      [frequent, rare].map(async (id: PolicyId) => {
        const { items } = await listPeople(kit.deps, company.author, { id })
        return items.find((person) => person.userid === userid)?.reminders
      }),
    )
  expect(await readCounts()).toEqual([0, 0])
  kit.deps.clock.advanceHours(24)
  await planDailyReminders(kit.deps)
  await drainOutbox(kit.deps)
  expect(await readCounts()).toEqual([1, 0])
  await remindSigners(kit.deps, company.author, { id: rare })
  await drainOutbox(kit.deps)
  expect(await readCounts()).toEqual([1, 1])
})
