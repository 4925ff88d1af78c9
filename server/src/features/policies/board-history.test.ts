import type { PolicyId } from '@desk/shared/kernel/ids'
import { BOARD_DEPARTMENTS } from '@desk/shared/kernel/page-size'
import type { BoardQuery } from '@desk/shared/policies/board-schemas'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  publishNextVersion,
  policyCompany,
  createPublishedPolicy,
  readAndSign,
} from '../../testing/fixtures/policy.ts'
import { getPolicyEdit } from './authoring/get-policy-editor.ts'
import { confirmRetirement, requestRetirement } from './authoring/retire-policy.ts'
import { getBoard } from './board/get-board.ts'
import { snapshotBoards } from './roster/jobs/snapshot-board.ts'
import { rebuildCounters } from './roster/jobs/rebuild-counters.ts'

const clauses = [clause('1'), clause('2')]
/** With six parameters per row, more than the 65,535 parameters of a statement. */
const MANY = 11_000

/** Creates a department two levels below `parent`, too deep for snapshots. */
async function createLowDepartment({ given }: Kit, parent: number): Promise<number> {
  const department = await given.department({ parent: await given.department({ parent }) })
  await given.member({ department })
  return department
}

test('the board lists departments by signed share, lowest first, and all on request, for now and for a past day', async ({
  kit,
}) => {
  const { root, north, ...company } = await policyCompany(kit)
  const signer = await kit.given.member({ department: north })
  const departments = []
  for (let count = 0; count <= BOARD_DEPARTMENTS; count += 1) {
    const department = await kit.given.department({ parent: root })
    await kit.given.member({ department })
    departments.push(department)
  }
  const worst = departments[20]!
  await kit.given.member({ department: worst })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  await readAndSign(kit, signer, id)
  const idsOf = async (query: Omit<BoardQuery, 'department'>) => {
    const board = await getBoard(kit.deps, company.lead, { id, ...query })
    expect(board.departmentCount).toBe(BOARD_DEPARTMENTS + 2)
    return board.departments.map((department) => department.id)
  }
  const all = [worst, ...departments.filter((department) => department !== worst), north]
  expect(await idsOf({})).toEqual(all.slice(0, BOARD_DEPARTMENTS))
  expect(await idsOf({ departments: 'all' })).toEqual(all)
  kit.deps.clock.advanceDays(1)
  await snapshotBoards(kit.deps)
  expect(await idsOf({ day: '2026-03-17' })).toEqual(all.slice(0, BOARD_DEPARTMENTS))
  expect(await idsOf({ day: '2026-03-17', departments: 'all' })).toEqual(all)
})

test('a day is stored for a company with more departments than a statement has parameters', async ({ kit }) => {
  const { root, ...company } = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  await kit.deps.db.execute(sql`
    insert into departments (id, name, parent_id, sort_order, path, synced_at)
    select n, 'd' || n, ${root}::int, n, array[${root}::int, n], now() from generate_series(100001, ${100_000 + MANY}) n`)
  await kit.deps.db.execute(sql`
    insert into members (userid, name, alias, department_ids, main_department_id, position, telephone, status, synced_at)
    select 'd' || n, '', '', array[n], n, '', '', 1, now() from generate_series(100001, ${100_000 + MANY}) n`)
  kit.deps.clock.advanceDays(1)
  await snapshotBoards(kit.deps)
  // Replaces autovacuum: without statistics the plan for new tables is a guess, and may last a minute.
  await kit.deps.db.execute(sql`analyze departments, members, policy_snapshots`)
  expect((await getBoard(kit.deps, company.lead, { id, day: '2026-03-17' })).departmentCount).toBe(MANY)
})

test('the counts at the end of each day are stored, except for days before the policy was in force', async ({
  kit,
}) => {
  const { north, south, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ department: north })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const readTrend = async () => (await getBoard(kit.deps, company.lead, { id })).burnUp?.days
  await snapshotBoards(kit.deps)
  expect(await readTrend()).toEqual([{ day: '2026-03-17', signed: 0, asked: 3 }])
  await readAndSign(kit, person, id)
  kit.deps.clock.advanceDays(1)
  await snapshotBoards(kit.deps)
  await kit.given.member({ department: north })
  await rebuildCounters(kit.deps)
  await snapshotBoards(kit.deps)
  expect(await readTrend()).toEqual([
    { day: '2026-03-17', signed: 1, asked: 3 },
    { day: '2026-03-18', signed: 1, asked: 4 },
  ])
  const past = await getBoard(kit.deps, company.lead, { id, day: '2026-03-17' })
  expect(past).toMatchObject({ asOf: '2026-03-17', allowed: ['export', 'evidence'], counts: { signed: 1, pending: 2 } })
  expect(past.departments).toMatchObject([{ id: north, counts: { signed: 1 } }])
  const admin = await kit.given.member({ department: south, adminOf: [south] })
  await expect(getBoard(kit.deps, admin, { id, department: String(north), day: '2026-03-17' })).rejects.toMatchObject({
    code: 'policy.not_found',
  })
  // A day before the first stored one shows the present counts, and says so by `asOf`.
  expect(await getBoard(kit.deps, company.lead, { id, day: '2026-03-01' })).toMatchObject({
    asOf: null,
    storedDays: { first: '2026-03-17' },
    counts: { signed: 1, pending: 3 },
  })
})

test('the day before a scheduled version is stored with the old version, and a minor change continues the trend', async ({
  kit,
}) => {
  const { north, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ department: north })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  await readAndSign(kit, person, id)
  kit.deps.clock.advanceDays(1)
  await snapshotBoards(kit.deps)
  await publishNextVersion(kit, company, id, 'no_resign', draftOf([clause('1', '错字。'), clause('2')]), '2026-03-18')
  expect((await getBoard(kit.deps, company.lead, { id })).burnUp?.days.map(({ day, signed }) => [day, signed])).toEqual(
    [
      ['2026-03-17', 1],
      ['2026-03-18', 1],
    ],
  )
  await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '改。'), clause('2')]), '2026-03-19')
  // The version's job runs at midnight, before the next snapshot job.
  kit.deps.clock.advanceDays(1)
  await drainOutbox(kit.deps)
  await snapshotBoards(kit.deps)
  expect(await countsOf(kit, company.lead, id)).toEqual({ pending: 3, changeOnly: 1 })
  expect(await getBoard(kit.deps, company.lead, { id, day: '2026-03-18' })).toMatchObject({
    policy: { label: '1.0.1', dueAt: '2026-03-24T15:59:59.999Z' },
    counts: { signed: 1, pending: 2 },
  })
  expect((await getBoard(kit.deps, company.lead, { id })).burnUp?.days).toEqual([
    { day: '2026-03-19', signed: 0, asked: 3 },
  ])
})

test('the day before a publication or a retirement right after midnight is stored as it ended, with the version of that day', async ({
  kit,
}) => {
  const people = await policyCompany(kit)
  const { author, lead } = people
  const person = await kit.given.member({ department: people.north })
  const ids: PolicyId[] = []
  for (let n = 0; n < 3; n += 1) ids.push(await createPublishedPolicy(kit, people, draftOf(clauses)))
  const [asked, told, retired] = ids as [PolicyId, PolicyId, PolicyId]
  for (const id of ids) await readAndSign(kit, person, id)
  const readEditionRef = async () => ({
    id: retired,
    edition: (await getPolicyEdit(kit.deps, author, { id: retired })).edition,
  })
  await requestRetirement(kit.deps, author, { ...(await readEditionRef()), reason: '已并入' })
  // From 10:03 to shortly after midnight.
  kit.deps.clock.advanceHours(14)
  kit.deps.clock.advanceSeconds(30)
  const changed = [clause('1', '改。'), clause('2')]
  const onlyOps = { everyone: false, departments: [], roles: ['ops' as const], partners: false, people: [] }
  await publishNextVersion(kit, people, asked, 'major', draftOf(changed), '2026-03-18')
  await publishNextVersion(kit, people, told, 'minor', draftOf(changed, { audience: onlyOps }), '2026-03-18')
  await confirmRetirement(kit.deps, lead, await readEditionRef())
  const retiredAt = kit.deps.clock.now().toISOString()
  await snapshotBoards(kit.deps)
  for (const id of ids)
    expect(await getBoard(kit.deps, lead, { id, day: '2026-03-17' })).toMatchObject({
      policy: { label: '1.0' },
      counts: { signed: 1, pending: 2 },
    })
  kit.deps.clock.advanceDays(1)
  await snapshotBoards(kit.deps)
  const labelOf = async (id: PolicyId) => (await getBoard(kit.deps, lead, { id, day: '2026-03-18' })).policy.label
  expect([await labelOf(asked), await labelOf(told)]).toEqual(['2.0', '1.1'])
  expect((await getBoard(kit.deps, lead, { id: retired, day: '2026-03-18' })).asOf).toBe('2026-03-17')
  const retiredAtOf = async (id: PolicyId) => (await getBoard(kit.deps, lead, { id })).policy.retiredAt
  expect([await retiredAtOf(asked), await retiredAtOf(retired)]).toEqual([null, retiredAt])
  // The plot of the replaced version ends with its own counts.
  const { burnUp } = await getBoard(kit.deps, lead, { id: asked, day: '2026-03-17' })
  expect(burnUp?.points.at(-1)?.signed).toBe(1)
})

test('the board of each version links to the last day of the other versions; with one version there are no links', async ({
  kit,
}) => {
  const { north, ...company } = await policyCompany(kit)
  const admin = await kit.given.member({ department: north, adminOf: [north] })
  const low = await createLowDepartment(kit, north)
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const listVersions = async (day?: string) =>
    (await getBoard(kit.deps, company.lead, { id, ...(day === undefined ? {} : { day }) })).versions
  const endDay = async () => {
    kit.deps.clock.advanceDays(1)
    await snapshotBoards(kit.deps)
  }
  await endDay()
  await endDay()
  expect(await listVersions()).toEqual([])
  await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '改。'), clause('2')]), '2026-03-19')
  // Replaced on the same day: no snapshot has this version.
  await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '再改。'), clause('2')]), '2026-03-19')
  const [current, first] = [
    { label: '3.0', since: '2026-03-19', day: null },
    { label: '1.0', since: '2026-03-17', day: '2026-03-18' },
  ]
  expect(await listVersions()).toEqual([
    { ...current, isShown: true },
    { ...first, isShown: false },
  ])
  expect(await listVersions('2026-03-17')).toEqual([
    { ...current, isShown: false },
    { ...first, isShown: true },
  ])
  await endDay()
  expect((await listVersions()).map(({ day }) => day)).toEqual([null, '2026-03-18'])
  expect((await getBoard(kit.deps, admin, { id })).versions).toHaveLength(2)
  // Too deep for snapshots.
  expect((await getBoard(kit.deps, admin, { id, department: String(low) })).versions).toEqual([])
})
