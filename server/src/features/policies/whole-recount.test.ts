import { and, eq, ne, sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { policyCounters, policyRecounts } from '../../db/schema/index.ts'
import { clause, countsOf, draftOf, policyCompany, createPublishedPolicy } from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { exemptPerson } from './roster/change-person.ts'
import { WHOLE_COMPANY, readTotals } from './roster/count-queries.ts'
import { markAllCountsStale } from './roster/mark-counts-stale-queries.ts'
import { refreshCounters } from './roster/jobs/refresh-counters.ts'

const SLICE = { departments: 10, members: 3 }
const DEPARTMENTS = 5

/** Creates five departments of two people, and a policy that was not counted yet. */
async function createDepartments(kit: Kit) {
  const company = await policyCompany(kit)
  const departments: number[] = []
  for (let no = 0; no < DEPARTMENTS; no += 1) {
    const id = await kit.given.department({ name: `分部${String(no)}`, parent: company.north })
    departments.push(id)
    for (const letter of ['a', 'b']) await kit.given.member({ userid: `${letter}${String(no)}`, department: id })
  }
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  return { ...company, id, departments }
}

const progressOf = async ({ deps }: Kit) =>
  (await deps.db.select().from(policyRecounts)).map((row) => row.afterDepartmentId)
const ownOf = async ({ deps }: Kit, departmentId: number) => {
  const isOpenCounter = and(eq(policyCounters.departmentId, departmentId), eq(policyCounters.state, 'open'))
  return (await deps.db.select().from(policyCounters).where(isOpenCounter))[0]?.own
}
const finish = async (kit: Kit) => {
  let slices = 0
  while ((await refreshCounters(kit.deps, SLICE)) > 0) slices += 1
  return slices
}

test('all departments are counted in slices of members, each stored, and each call continues where the last one stopped', async ({
  kit,
}) => {
  const { id, departments, lead, north } = await createDepartments(kit)
  await finish(kit)
  await kit.deps.db.update(policyCounters).set({ own: 9, total: 9 }).where(ne(policyCounters.own, 0))
  await kit.deps.db.transaction((tx) => markAllCountsStale(tx, null))
  expect(await refreshCounters(kit.deps, SLICE)).toBe(1)
  const [after] = await progressOf(kit)
  expect(after).toBeGreaterThan(0)
  expect(await ownOf(kit, departments[4]!)).toBe(9)
  // Each call continues the count, and none starts again.
  expect(await finish(kit)).toBeGreaterThan(1)
  for (const department of departments) expect(await ownOf(kit, department)).toBe(2)
  expect(await progressOf(kit)).toEqual([])
  await kit.deps.db.delete(policyCounters)
  await kit.deps.db.transaction((tx) => markAllCountsStale(tx, id))
  await finish(kit)
  expect(await countsOf(kit, lead, id, north)).toMatchObject({ pending: DEPARTMENTS * 2 })
})

test('changes in counted departments, and a second recount of all, are counted after the first recount', async ({
  kit,
}) => {
  const { id, departments, author } = await createDepartments(kit)
  await finish(kit)
  await kit.deps.db.transaction((tx) => markAllCountsStale(tx, id))
  await refreshCounters(kit.deps, SLICE)
  const [after] = await progressOf(kit)
  await kit.deps.db.transaction((tx) => markAllCountsStale(tx, id))
  await kit.deps.db.transaction((tx) => markAllCountsStale(tx, null))
  await exemptPerson(kit.deps, author, { id, userid: 'a0', reason: '长假', until: null })
  await refreshCounters(kit.deps, SLICE)
  expect((await progressOf(kit)).filter((progress) => progress !== null)[0]).not.toBe(after)
  await finish(kit)
  const totals = await readTotals(kit.deps.db, id, [departments[0]!, WHOLE_COMPANY])
  expect(totals.get(departments[0]!)).toMatchObject({ open: 1, exempt: 1 })
  const [sum] = await kit.deps.db
    .select({ own: sql<number>`sum(${policyCounters.own})::int` })
    .from(policyCounters)
    .where(eq(policyCounters.policyId, id))
  expect(Object.values(totals.get(WHOLE_COMPANY) ?? {}).reduce((all, n) => all + n, 0)).toBe(sum?.own)
})

test('one call counts a limited number of departments, and a department that is stale for every policy counts once for each', async ({
  kit,
}) => {
  const { departments, ...company } = await createDepartments(kit)
  await createPublishedPolicy(kit, company, draftOf([clause('2')]))
  await finish(kit)
  await kit.deps.db.insert(policyRecounts).values(departments.map((departmentId) => ({ departmentId })))
  // Two departments for two policies each are four counts.
  expect(await refreshCounters(kit.deps, { departments: 4, members: 3 })).toBe(DEPARTMENTS - 2)
  expect(await finish(kit)).toBe(0)
})
