import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { describe, expect } from 'vitest'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { clause, draftOf, policyCompany, published, readAndSign } from '../../../testing/fixtures/policy.ts'
import { getBoard } from '../board/get-board.ts'
import { getReach } from './reminder-reach.ts'
import { urgePolicy } from './remind-signers.ts'

/** Two people in the north with an admin, two in the management department; all of them owe it. */
async function givenOwing(kit: Kit) {
  const { north, ...two } = await policyCompany(kit)
  const admin = await kit.given.member({ department: north, adminOf: [north] })
  const member = await kit.given.member({ department: north })
  const id = await published(kit, two, draftOf([clause('1')]))
  await drainOutbox(kit.deps)
  return { ...two, north, admin, member, id }
}

const boardSays = async ({ deps }: Kit, actor: MemberActor, id: PolicyId) => (await getBoard(deps, actor, { id })).urge

describe('whom an urge reaches', () => {
  test('is on the board until somebody was urged that day, then counted person by person, and on it again', async ({
    kit,
  }) => {
    const { author, admin, member, north, id } = await givenOwing(kit)
    expect(await boardSays(kit, author, id)).toEqual({ reached: 4, skipped: 0 })
    expect(await getReach(kit.deps, author, { id })).toMatchObject({ reached: 4, skipped: 0 })
    await urgePolicy(kit.deps, admin, { id })
    await drainOutbox(kit.deps)
    expect(await boardSays(kit, author, id)).toBeNull()
    expect(await getReach(kit.deps, author, { id })).toMatchObject({ reached: 2, skipped: 2 })
    expect(await getReach(kit.deps, admin, { id })).toMatchObject({ reached: 0, skipped: 2 })
    expect(await getReach(kit.deps, author, { id, department: String(north) })).toMatchObject({
      reached: 0,
      skipped: 2,
    })
    // Who signed owes nothing, and is neither reached nor skipped.
    await readAndSign(kit, member, id)
    expect(await getReach(kit.deps, author, { id })).toMatchObject({ reached: 2, skipped: 1 })
    kit.deps.clock.advanceHours(24)
    expect(await boardSays(kit, author, id)).toEqual({ reached: 3, skipped: 0 })
  })

  test('is named before it is sent: those who owe it and were not urged today', async ({ kit }) => {
    const { author, admin, north, id } = await givenOwing(kit)
    const before = await getReach(kit.deps, author, { id })
    expect(before.names).toHaveLength(before.reached)
    await urgePolicy(kit.deps, admin, { id })
    await drainOutbox(kit.deps)
    const after = await getReach(kit.deps, author, { id })
    expect(after.names).toHaveLength(2)
    expect(before.names).toEqual(expect.arrayContaining(after.names))
    expect((await getReach(kit.deps, author, { id, department: String(north) })).names).toEqual([])
  })

  test('is counted for each policy by itself', async ({ kit }) => {
    const { author, lead, id } = await givenOwing(kit)
    const other = await published(kit, { author, lead }, draftOf([clause('1')]))
    await drainOutbox(kit.deps)
    await urgePolicy(kit.deps, author, { id: other })
    await drainOutbox(kit.deps)
    expect(await boardSays(kit, author, id)).toEqual({ reached: 4, skipped: 0 })
    expect(await boardSays(kit, author, other)).toBeNull()
  })

  test('is told to nobody who does not answer for them', async ({ kit }) => {
    const { member, admin, id } = await givenOwing(kit)
    const code = 'policy.not_found'
    await expect(getReach(kit.deps, member, { id })).rejects.toMatchObject({ code })
    await expect(getReach(kit.deps, admin, { id, department: '1' })).rejects.toMatchObject({ code })
    await expect(getReach(kit.deps, admin, { id: 'pol_0gone' })).rejects.toMatchObject({ code })
  })
})
