import type { PolicyId } from '@desk/shared/kernel/ids'
import { expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { test } from '../../testing/kit.ts'
import { clause, draftOf, policyCompany, published } from '../../testing/fixtures/policy.ts'
import { planDailyRound } from './reminders/jobs/plan-daily-reminders.ts'
import { listPeople } from './board/list-people.ts'
import { urgePolicy } from './reminders/remind-signers.ts'

test('of a policy one was reminded as often as of this one, and being told of it is no reminder', async ({ kit }) => {
  const { north, ...two } = await policyCompany(kit)
  const { userid } = await kit.given.member({ department: north })
  const often = await published(kit, two, draftOf([clause('1')], { remindEveryDays: 1 }))
  const seldom = await published(kit, two, draftOf([clause('1')], { remindEveryDays: 30 }))
  await drainOutbox(kit.deps)
  const counts = () =>
    Promise.all(
      [often, seldom].map(async (id: PolicyId) => {
        const { items } = await listPeople(kit.deps, two.author, { id })
        return items.find((person) => person.userid === userid)?.reminders
      }),
    )
  expect(await counts()).toEqual([0, 0])
  kit.deps.clock.advanceHours(24)
  await planDailyRound(kit.deps)
  await drainOutbox(kit.deps)
  expect(await counts()).toEqual([1, 0])
  await urgePolicy(kit.deps, two.author, { id: seldom })
  await drainOutbox(kit.deps)
  expect(await counts()).toEqual([1, 1])
})
