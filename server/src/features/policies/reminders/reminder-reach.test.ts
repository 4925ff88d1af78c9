import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { members } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy, readAndSign } from '../../../testing/fixtures/policy.ts'
import { getBoard } from '../board/get-board.ts'
import { getPeopleView } from '../board/list-people.ts'
import { exemptPeople } from '../roster/exempt-people.ts'
import { rebuildCounters } from '../roster/jobs/rebuild-counters.ts'
import { previewSelection } from './preview-selection.ts'
import { previewReach } from './reminder-reach.ts'
import { remindSigners } from './remind-signers.ts'

/** Publishes a policy for an admin and a member of the north department and two of the management department, all unsigned. */
async function createUnsigned(kit: Kit) {
  const { north, ...company } = await policyCompany(kit)
  const admin = await kit.given.member({ department: north, adminOf: [north] })
  const member = await kit.given.member({ department: north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  await drainOutbox(kit.deps)
  return { ...company, north, admin, member, id }
}

const readReach = async ({ deps }: Kit, actor: MemberActor, id: PolicyId) => (await getBoard(deps, actor, { id })).urge

describe('previewReach', () => {
  test('the board shows the reach of a reminder until one is sent that day, and again the next day', async ({
    kit,
  }) => {
    const { author, admin, member, north, id } = await createUnsigned(kit)
    expect(await readReach(kit, author, id)).toEqual({ reached: 4, skipped: 0 })
    expect(await previewReach(kit.deps, author, { id })).toMatchObject({ reached: 4, skipped: 0 })
    await remindSigners(kit.deps, admin, { id })
    await drainOutbox(kit.deps)
    expect(await readReach(kit, author, id)).toBeNull()
    expect(await previewReach(kit.deps, author, { id })).toMatchObject({ reached: 2, skipped: 2 })
    expect(await previewReach(kit.deps, admin, { id })).toMatchObject({ reached: 0, skipped: 2 })
    expect(await previewReach(kit.deps, author, { id, department: String(north) })).toMatchObject({
      reached: 0,
      skipped: 2,
    })
    // A person who signed is neither reached nor skipped.
    await readAndSign(kit, member, id)
    expect(await previewReach(kit.deps, author, { id })).toMatchObject({ reached: 2, skipped: 1 })
    kit.deps.clock.advanceHours(24)
    expect(await readReach(kit, author, id)).toEqual({ reached: 3, skipped: 0 })
  })

  test('an auditor who administers a department reads other boards, and reminds only their own department', async ({
    kit,
  }) => {
    const { north, root, id } = await createUnsigned(kit)
    const auditor = await kit.given.member({ department: root, adminOf: [north], roles: ['auditor'] })
    const readAllowed = async (department?: number) =>
      (await getBoard(kit.deps, auditor, { id, ...(department !== undefined && { department: String(department) }) }))
        .allowed
    const readMayRemind = async (department?: number) =>
      (
        await getPeopleView(kit.deps, auditor, {
          id,
          ...(department !== undefined && { department: String(department) }),
        })
      ).page.mayRemind
    expect([await readAllowed(), await readAllowed(north)].map((allowed) => allowed.includes('urge'))).toEqual([
      false,
      true,
    ])
    expect([await readMayRemind(), await readMayRemind(north)]).toEqual([false, true])
    expect(await previewReach(kit.deps, auditor, { id })).toMatchObject({ reached: 2 })
    expect(await remindSigners(kit.deps, auditor, { id })).toMatchObject({ reached: 2 })
  })

  test('the preview names unsigned people who received no reminder today', async ({ kit }) => {
    const { author, admin, north, id } = await createUnsigned(kit)
    const before = await previewReach(kit.deps, author, { id })
    expect(before.names).toHaveLength(before.reached)
    await remindSigners(kit.deps, admin, { id })
    await drainOutbox(kit.deps)
    const after = await previewReach(kit.deps, author, { id })
    expect(after.names).toHaveLength(2)
    expect(before.names).toEqual(expect.arrayContaining(after.names))
    expect((await previewReach(kit.deps, author, { id, department: String(north) })).names).toEqual([])
  })

  test('the preview names the only person left to remind, after many who were reminded or are exempt', async ({
    kit,
  }) => {
    const { north, south, ...company } = await policyCompany(kit)
    const departments: number[] = []
    for (let count = 0; count < 105; count += 1) {
      const department = await kit.given.department({ parent: north })
      await kit.given.member({ department })
      departments.push(department)
    }
    const exempt = Array.from({ length: 60 }, (_, index) => `a${String(index)}`)
    for (const userid of exempt) await kit.given.member({ userid, department: south })
    await kit.given.member({ userid: 'z', name: '李敏', department: south })
    const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
    await drainOutbox(kit.deps)
    await exemptPeople(kit.deps, company.author, { id, userids: exempt, reason: '长假', until: '2026-12-31' })
    await remindSigners(kit.deps, company.author, { id, department: north })
    await drainOutbox(kit.deps)
    await kit.given.member({ name: '郑凯', department: departments.at(-1)! })
    await rebuildCounters(kit.deps)
    const previewOf = (department: number) =>
      previewReach(kit.deps, company.author, { id, department: String(department) })
    expect(await previewOf(north)).toEqual({ reached: 1, skipped: 105, names: ['郑凯'] })
    expect(await previewOf(south)).toEqual({ reached: 1, skipped: 0, names: ['李敏'] })
  })

  test('people whom a reminder of the evening will reach in the morning count as reminded', async ({ kit }) => {
    const { author, admin, member, north, id } = await createUnsigned(kit)
    kit.deps.clock.advanceHours(12)
    expect(await remindSigners(kit.deps, author, { id, userids: [member.userid] })).toMatchObject({ reached: 1 })
    expect(await readReach(kit, author, id)).toBeNull()
    expect(await previewReach(kit.deps, admin, { id })).toMatchObject({ reached: 1, skipped: 1 })
    const selected = { id, act: 'remind' as const, userids: [member.userid, admin.userid] }
    expect((await previewSelection(kit.deps, author, selected)).reached.count).toBe(1)
    expect(await remindSigners(kit.deps, author, { id, department: north, filter: {} })).toMatchObject({
      reached: 1,
      skipped: 1,
    })
    expect(await previewReach(kit.deps, admin, { id })).toMatchObject({ reached: 0, skipped: 2, names: [] })
    const again = remindSigners(kit.deps, admin, { id, userids: [member.userid], note: '请今天签' })
    await expect(again).rejects.toMatchObject({ code: 'policy.urged_lately' })
    kit.deps.clock.advanceHours(12)
    await drainOutbox(kit.deps)
    const urged = kit.deps.wecom.mailings.filter(({ card }) => card.title.startsWith('催'))
    expect(urged.flatMap(({ userids }) => userids).toSorted()).toEqual([admin.userid, member.userid].toSorted())
  })

  test('a reminder of the evening that is filtered by state counts as one of today', async ({ kit }) => {
    const { author, member, id } = await createUnsigned(kit)
    await readAndSign(kit, member, id)
    kit.deps.clock.advanceHours(12)
    const filter = { state: 'pending' as const }
    expect(await remindSigners(kit.deps, author, { id, filter })).toMatchObject({ reached: 3 })
    expect(await previewReach(kit.deps, author, { id })).toEqual({ reached: 0, skipped: 3, names: [] })
    const again = remindSigners(kit.deps, author, { id, filter, note: '请今天签' })
    await expect(again).rejects.toMatchObject({ code: 'policy.urged_lately' })
  })

  test('a preview names people without a department while the reminder of a department waits', async ({ kit }) => {
    const { author, member, north, id } = await createUnsigned(kit)
    await kit.deps.db.update(members).set({ mainDepartmentId: null }).where(eq(members.userid, member.userid))
    await rebuildCounters(kit.deps)
    kit.deps.clock.advanceHours(12)
    expect(await remindSigners(kit.deps, author, { id, department: north })).toMatchObject({ reached: 1 })
    const { reached, skipped, names } = await previewReach(kit.deps, author, { id })
    expect([reached, skipped, names.length]).toEqual([3, 1, 3])
  })

  test('a reminder about one policy does not change the reach of a reminder about another', async ({ kit }) => {
    const { author, lead, id } = await createUnsigned(kit)
    const other = await createPublishedPolicy(kit, { author, lead }, draftOf([clause('1')]))
    await drainOutbox(kit.deps)
    await remindSigners(kit.deps, author, { id: other })
    await drainOutbox(kit.deps)
    expect(await readReach(kit, author, id)).toEqual({ reached: 4, skipped: 0 })
    expect(await readReach(kit, author, other)).toBeNull()
  })

  test('the reach is not found by members without a role, for departments that an admin does not administer, and for no policy', async ({
    kit,
  }) => {
    const { member, admin, id } = await createUnsigned(kit)
    const code = 'policy.not_found'
    await expect(previewReach(kit.deps, member, { id })).rejects.toMatchObject({ code })
    await expect(previewReach(kit.deps, admin, { id, department: '1' })).rejects.toMatchObject({ code })
    await expect(previewReach(kit.deps, admin, { id: 'pol_0gone' })).rejects.toMatchObject({ code })
  })
})
