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
  nextVersion,
  open,
  policyCompany,
  published,
  readAll,
  sign,
} from '../../testing/fixtures/policy.ts'
import { reaffirm, setDueDate } from './roster/change-person.ts'
import { planDailyRound } from './reminders/jobs/plan-daily-reminders.ts'
import { getPersonHistory } from './board/get-history.ts'
import { urgePolicy } from './reminders/remind-signers.ts'

const clauses = [clause('1'), clause('2')]

async function nextMorning(kit: Kit): Promise<void> {
  kit.deps.clock.advanceHours(24)
  await planDailyRound(kit.deps)
  await drainOutbox(kit.deps)
}

type Reading = { actor: MemberActor; id: PolicyId; read: Record<string, number> }

async function readFor(kit: Kit, { actor, id, read }: Reading): Promise<void> {
  const view = await open(kit, actor, id)
  kit.deps.clock.advanceSeconds(60)
  await sign(kit, actor, id, { ...readAll(view), read })
}

test('tells where somebody was when he signed, also when that department is gone, and the time on each clause', async ({
  kit,
}) => {
  const { north, south, ...two } = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'guoji', department: north })
  const id = await published(kit, two, draftOf(clauses))
  await readFor(kit, { actor: person, id, read: { 1: 12_400, 2: 8_400 } })
  const moved = kit.deps.wecom.members.get('guoji')!
  await kit.deps.db.transaction(async (tx) => {
    await syncMembers(kit.deps, tx, [{ ...moved, departments: [south], mainDepartment: south }], {
      at: kit.deps.clock.now(),
      source: 'test',
    })
    await tx.delete(departments).where(eq(departments.id, north))
  })
  await nextVersion(kit, two, id, 'major', draftOf([clause('1'), clause('2', '改。')]))
  await readFor(kit, { actor: person, id, read: { 2: 4_600 } })
  const { signatures } = await getPersonHistory(kit.deps, two.author, { id, userid: 'guoji' })
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
      // Once rounded, as on the receipt and in its file: 20.8, and not 12 and 8.
      seconds: 21,
      read: [
        { no: '1', seconds: 12 },
        { no: '2', seconds: 8 },
      ],
    },
  ])
})

test('tells of every date of his own and every time he was asked anew; why, to reviewers alone', async ({ kit }) => {
  const { north, ...two } = await policyCompany(kit)
  const admin = await kit.given.member({ department: north, adminOf: [north] })
  const { userid } = await kit.given.member({ userid: 'GuoJi', department: north })
  await kit.given.member({ userid: 'other', department: north })
  const id = await published(kit, two, draftOf(clauses))
  const another = await published(kit, two, draftOf(clauses))
  const { deps } = kit
  await setDueDate(deps, two.author, { id, userid, reason: '出差', dueOn: '2026-04-10' })
  await setDueDate(deps, two.author, { id, userid: 'other', reason: '别人', dueOn: '2026-04-10' })
  await setDueDate(deps, two.author, { id: another, userid, reason: '别的制度', dueOn: '2026-04-10' })
  deps.clock.advanceHours(1)
  await setDueDate(deps, two.author, { id, userid, reason: '还在出差', dueOn: '2026-04-20' })
  deps.clock.advanceHours(1)
  await reaffirm(deps, two.lead, { id, userid, reason: '岗位变了' })
  const decided = async (who: MemberActor) => {
    const { decisions } = await getPersonHistory(deps, who, { id, userid })
    return decisions
      .toSorted((one, other) => one.at.localeCompare(other.at))
      .map(({ reason, dueOn }) => [reason, dueOn])
  }
  expect(await decided(two.author)).toEqual([
    ['出差', '2026-04-10'],
    ['还在出差', '2026-04-20'],
    ['岗位变了', null],
  ])
  expect((await decided(admin)).map(([reason]) => reason)).toEqual([null, null, null])
})

describe('the last message', () => {
  test('is the last about this policy, with what WeCom said of it', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const { userid } = await kit.given.member({ userid: 'GuoJi', department: north })
    const id = await published(kit, two, draftOf(clauses))
    const { deps } = kit
    const last = async () => (await getPersonHistory(deps, two.author, { id, userid })).delivery
    expect(await last()).toBeNull()
    await drainOutbox(deps)
    expect(await last()).toEqual({ event: 'policy.asked', state: 'sent', at: deps.clock.now().toISOString() })
    // Of another policy, whose own reminder is due on another day.
    const another = await published(kit, two, draftOf(clauses, { remindEveryDays: 1 }))
    await drainOutbox(deps)
    await nextMorning(kit)
    expect(await last()).toMatchObject({ event: 'policy.asked' })
    await nextMorning(kit)
    expect(await last()).toMatchObject({ event: 'policy.reminded', state: 'sent' })
    deps.clock.advanceHours(1)
    await urgePolicy(deps, two.lead, { id: another })
    await drainOutbox(deps)
    expect(await last()).toMatchObject({ event: 'policy.reminded' })
    deps.wecom.members.delete(userid)
    await urgePolicy(deps, two.lead, { id })
    await drainOutbox(deps)
    expect(await last()).toMatchObject({ event: 'policy.urged', state: 'undelivered' })
  })
})
