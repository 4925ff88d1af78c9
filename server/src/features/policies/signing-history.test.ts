import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { departments } from '../../db/schema/index.ts'
import { syncMembers } from '../../directory/sync-members-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAll,
  sign,
} from '../../testing/fixtures/policy.ts'
import { requestNewSignature, setDueDate } from './roster/change-person.ts'
import { planDailyReminders } from './reminders/jobs/plan-daily-reminders.ts'
import { getPersonHistory } from './board/get-history.ts'
import { remindSigners } from './reminders/remind-signers.ts'

const clauses = [clause('1'), clause('2')]

async function startNextMorning(kit: Kit): Promise<void> {
  kit.deps.clock.advanceHours(24)
  await planDailyReminders(kit.deps)
  await drainOutbox(kit.deps)
}

type ReadingTimes = { actor: MemberActor; id: PolicyId; read: Record<string, number> }

async function readAndSignWith(kit: Kit, { actor, id, read }: ReadingTimes): Promise<void> {
  const view = await openPolicy(kit, actor, id)
  kit.deps.clock.advanceSeconds(60)
  await sign(kit, actor, id, { ...readAll(view), read })
}

test('the history shows the department at the time of signing, even if deleted, and the reading time per clause', async ({
  kit,
}) => {
  const { north, south, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'guoji', department: north })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  await readAndSignWith(kit, { actor: person, id, read: { 1: 12_400, 2: 8_400 } })
  const moved = kit.deps.wecom.members.get('guoji')!
  await kit.deps.db.transaction(async (tx) => {
    await syncMembers(kit.deps, tx, [{ ...moved, departments: [south], mainDepartment: south }], {
      at: kit.deps.clock.now(),
      source: 'test',
    })
    await tx.delete(departments).where(eq(departments.id, north))
  })
  await publishNextVersion(kit, company, id, 'major', draftOf([clause('1'), clause('2', '改。')]))
  await readAndSignWith(kit, { actor: person, id, read: { 2: 4_600 } })
  const { signatures } = await getPersonHistory(kit.deps, company.author, { id, userid: 'guoji' })
  expect(signatures).toMatchObject([
    {
      label: '2.0',
      basis: 'delta',
      department: ['南'],
      departmentId: south,
      seconds: 5,
      read: [{ no: '2', seconds: 5 }],
    },
    {
      label: '1.0',
      basis: 'full',
      department: ['北'],
      departmentId: north,
      // Rounded once, as on the receipt and in its file: 20.8, not 12 + 8.
      seconds: 21,
      read: [
        { no: '1', seconds: 12 },
        { no: '2', seconds: 8 },
      ],
    },
  ])
})

test('the history lists personal due dates and requests for a new signature, with reasons only for reviewers', async ({
  kit,
}) => {
  const { north, ...company } = await policyCompany(kit)
  const admin = await kit.given.member({ department: north, adminOf: [north] })
  const { userid } = await kit.given.member({ userid: 'GuoJi', department: north })
  await kit.given.member({ userid: 'other', department: north })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const another = await createPublishedPolicy(kit, company, draftOf(clauses))
  const { deps } = kit
  await setDueDate(deps, company.author, { id, userid, reason: '出差', dueOn: '2026-04-10' })
  await setDueDate(deps, company.author, { id, userid: 'other', reason: '别人', dueOn: '2026-04-10' })
  await setDueDate(deps, company.author, { id: another, userid, reason: '别的制度', dueOn: '2026-04-10' })
  deps.clock.advanceHours(1)
  await setDueDate(deps, company.author, { id, userid, reason: '还在出差', dueOn: '2026-04-20' })
  deps.clock.advanceHours(1)
  await requestNewSignature(deps, company.lead, { id, userid, reason: '岗位变了' })
  const listDecisions = async (who: MemberActor) => {
    const { decisions } = await getPersonHistory(deps, who, { id, userid })
    return decisions
      .toSorted((left, right) => left.at.localeCompare(right.at))
      .map(({ reason, dueOn }) => [reason, dueOn])
  }
  expect(await listDecisions(company.author)).toEqual([
    ['出差', '2026-04-10'],
    ['还在出差', '2026-04-20'],
    ['岗位变了', null],
  ])
  expect((await listDecisions(admin)).map(([reason]) => reason)).toEqual([null, null, null])
})

describe('last delivery', () => {
  test('the last delivery is the last message about this policy, with its delivery state', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const { userid } = await kit.given.member({ userid: 'GuoJi', department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const { deps } = kit
    const readDelivery = async () => (await getPersonHistory(deps, company.author, { id, userid })).delivery
    expect(await readDelivery()).toBeNull()
    await drainOutbox(deps)
    expect(await readDelivery()).toEqual({ event: 'policy.asked', state: 'sent', at: deps.clock.now().toISOString() })
    // Another policy, whose reminder is due on another day.
    const another = await createPublishedPolicy(kit, company, draftOf(clauses, { remindEveryDays: 1 }))
    await drainOutbox(deps)
    await startNextMorning(kit)
    expect(await readDelivery()).toMatchObject({ event: 'policy.asked' })
    await startNextMorning(kit)
    expect(await readDelivery()).toMatchObject({ event: 'policy.reminded', state: 'sent' })
    deps.clock.advanceHours(1)
    await remindSigners(deps, company.lead, { id: another })
    await drainOutbox(deps)
    expect(await readDelivery()).toMatchObject({ event: 'policy.reminded' })
    deps.wecom.members.delete(userid)
    await remindSigners(deps, company.lead, { id })
    await drainOutbox(deps)
    expect(await readDelivery()).toMatchObject({ event: 'policy.urged', state: 'undelivered' })
  })
})
