import type { Audience } from '@desk/shared/policies/audience'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import type { Tx } from '../../../db/database.ts'
import { departments, policyExceptions, policyRecounts, roleGrants } from '../../../db/schema/index.ts'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  policyCompany,
  retirePolicy,
} from '../../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { applyMovedDepartments } from './moved-departments-queries.ts'
import { markCountsStaleOfRole, recordEntries, recordEntriesBy } from './policy-entries-queries.ts'
import { listRecounts } from './pending-recount-queries.ts'

/** Publishes a policy for the south department, HR and partners, and returns the ways in which it starts to bind people. */
async function givenPolicy(kit: Kit) {
  const { deps } = kit
  const company = await policyCompany(kit)
  const { north, south } = company
  const audience: Audience = { everyone: false, departments: [south], roles: ['hr'], partners: true, people: [] }
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')], { audience }))
  const inTransaction = (run: (tx: Tx) => Promise<void>) => deps.db.transaction(run)
  return {
    ...company,
    id,
    /** Records that a member moved to the south department. */
    move: (userid: string) =>
      inTransaction((tx) => recordEntries(deps, tx, [{ userid, before: [north], now: [south] }], deps.clock.now())),
    /** Records that a member gets the role; null: that they become a partner. */
    begin: (userid: string, role: string | null) =>
      inTransaction((tx) => recordEntriesBy(deps, tx, { userids: [userid], role }, deps.clock.now())),
    /** Moves a department below the south department. */
    moveDepartment: (department: number) =>
      inTransaction(async (tx) => {
        const [row] = await tx.select().from(departments).where(eq(departments.id, department))
        const before = row?.path ?? []
        const [above] = await tx.select().from(departments).where(eq(departments.id, south))
        const path = [...(above?.path ?? []), department]
        await tx.update(departments).set({ path }).where(eq(departments.id, department))
        const moved = [{ id: department, before, isNew: false }]
        await applyMovedDepartments(deps, tx, moved, deps.clock.now())
      }),
    listEntered: async () => (await deps.db.select().from(policyExceptions)).map(({ userid }) => userid).toSorted(),
  }
}

test('a retired policy starts to bind nobody, and is not counted again', async ({ kit }) => {
  const { id, north, move, begin, moveDepartment, listEntered, ...authors } = await givenPolicy(kit)
  const bindAll = async (name: string) => {
    const part = await kit.given.department({ parent: north })
    await kit.given.member({ userid: `${name}-of-part`, department: part })
    for (const suffix of ['moved', 'hr', 'partner'])
      await kit.given.member({ userid: `${name}-${suffix}`, department: north })
    await move(`${name}-moved`)
    await begin(`${name}-hr`, 'hr')
    await begin(`${name}-partner`, null)
    await moveDepartment(part)
    await kit.deps.db.transaction((tx) => markCountsStaleOfRole(tx, { userids: [`${name}-hr`], role: 'hr' }))
  }
  const takeRecounts = async () => {
    const recounts = await listRecounts(kit.deps.db, 100)
    await kit.deps.db.delete(policyRecounts)
    return recounts.map(({ policyId, departmentId }) => [policyId, departmentId])
  }
  await takeRecounts()
  await bindAll('first')
  const entered = ['first-hr', 'first-moved', 'first-of-part', 'first-partner']
  expect(await listEntered()).toEqual(entered)
  expect(await takeRecounts()).toContainEqual([id, north])
  await retirePolicy(kit, authors, id)
  await takeRecounts()
  await bindAll('second')
  expect(await listEntered()).toEqual(entered)
  expect(await takeRecounts()).toEqual([])
})

test('a role binds a member before they move only on the days of the grant, in the time zone of the company', async ({
  kit,
}) => {
  const { move, north, listEntered } = await givenPolicy(kit)
  // 01:00 on 18 March in Shanghai, still 17 March in UTC.
  kit.deps.clock.advanceHours(15)
  const grant = { role: 'hr', source: 'setting', grantedAt: kit.deps.clock.now() } as const
  for (const [userid, days] of [
    ['since-today', { startsOn: '2026-03-18' }],
    ['until-yesterday', { endsOn: '2026-03-17' }],
  ] as const) {
    await kit.given.member({ userid, department: north })
    await kit.deps.db.insert(roleGrants).values({ ...grant, ...days, id: kit.deps.ids.next('grant'), userid })
    await move(userid)
  }
  expect(await listEntered()).toEqual(['until-yesterday'])
})
