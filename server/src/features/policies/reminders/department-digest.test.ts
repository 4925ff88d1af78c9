import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { describe, expect } from 'vitest'
import { today } from '../../../access/grant-conditions.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany } from '../../../testing/fixtures/policy.ts'
import { test } from '../../../testing/kit.ts'
import { refreshCounters } from '../roster/jobs/refresh-counters.ts'
import { planDepartmentDigests } from './department-digest.ts'
import type { ReminderBatchRow } from './reminder-batch-queries.ts'

describe('planDepartmentDigests', () => {
  test('an admin of a department and of one inside it is notified of each overdue member once', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const inside = await kit.given.department({ parent: north, name: '北一' })
    await kit.given.member({ department: north })
    await kit.given.member({ department: inside })
    const admin = await kit.given.member({ department: company.root, adminOf: [north, inside] })
    await createPublishedPolicy(kit, company, draftOf([clause('1')]))
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceDays(8)
    await refreshCounters(kit.deps, { departments: 100, members: 100 })
    const day = today(kit.deps)
    const batch = { day, scope: { kind: 'daily', since: shiftDay(day, -2) } } as unknown as ReminderBatchRow
    const digests = await planDepartmentDigests(kit.deps, batch)
    const notified = digests.filter(({ notice }) => notice.userids.includes(admin.userid))
    expect(notified.map(({ card }) => card.title)).toEqual([expect.stringContaining('2 人')])
  })
})
