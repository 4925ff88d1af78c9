import { describe, expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import {
  clause,
  countsOf,
  createPublishedPolicy,
  draftOf,
  openPolicy,
  policyCompany,
  publishNextVersion,
  readAndSign,
} from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { getReceipt } from './signing/get-receipt.ts'
import { planDailyReminders } from './reminders/jobs/plan-daily-reminders.ts'

const HALF_YEAR_DAYS = 184
const clauses = [clause('1'), clause('2')]
const draft = draftOf(clauses, { reaffirmMonths: 6 })

/** Creates a policy that is signed again every six months, and a member who has to sign it. */
async function createRepeatedPolicy(kit: Kit) {
  const { north, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'zhao', department: north })
  const id = await createPublishedPolicy(kit, company, draft)
  await drainOutbox(kit.deps)
  return { ...company, north, person, id, readCounts: () => countsOf(kit, company.lead, id, north) }
}

describe('a policy that is signed again every six months', () => {
  test('a signer whose signature lapses gets the signing period of new members and a reminder', async ({ kit }) => {
    const { person, id, readCounts } = await createRepeatedPolicy(kit)
    await readAndSign(kit, person, id)
    kit.deps.clock.advanceDays(180)
    expect(await readCounts()).toEqual({ signed: 1 })
    kit.deps.wecom.mailings.length = 0
    kit.deps.clock.advanceDays(5)
    expect(await readCounts()).toEqual({ pending: 1 })
    await planDailyReminders(kit.deps)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.mailings.flatMap(({ userids }) => userids)).toContain('zhao')
    kit.deps.clock.advanceDays(4)
    expect(await readCounts()).toEqual({ overdue: 1 })
  })

  test('the same text is read in full and signed again, and the second receipt names its round', async ({ kit }) => {
    const { person, id, readCounts } = await createRepeatedPolicy(kit)
    const first = await readAndSign(kit, person, id)
    kit.deps.clock.advanceDays(HALF_YEAR_DAYS)
    const view = await openPolicy(kit, person, id)
    expect(view.clauses.filter(({ isAsked }) => isAsked)).toHaveLength(2)
    const second = await readAndSign(kit, person, id)
    expect(second).toMatchObject({ basis: 'full', label: first.label })
    expect(await readCounts()).toEqual({ signed: 1 })
    expect((await getReceipt(kit.deps, person, first.code)).round).toBeNull()
    const { round } = await getReceipt(kit.deps, person, second.code)
    expect(round).toMatchObject({ no: 2 })
    // Six calendar months after the first signature, in local time.
    expect(round?.since.slice(0, 10)).toBe('2026-09-17')
  })

  test('a signer whose signature is older than a validity period that is published later has to sign again with a due date in the future', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ userid: 'zhao', department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await readAndSign(kit, person, id)
    kit.deps.clock.advanceDays(2 * HALF_YEAR_DAYS)
    await publishNextVersion(kit, company, id, 'minor', draft, '2027-03-20')
    const { task } = await openPolicy(kit, person, id)
    expect(task.state).toBe('pending')
    expect(Date.parse(task.dueAt)).toBeGreaterThan(kit.deps.clock.now().getTime())
  })
})
