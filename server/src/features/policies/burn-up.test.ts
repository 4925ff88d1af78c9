import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { members } from '../../db/schema/index.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  createPublishedPolicy,
  draftOf,
  policyCompany,
  publishNextVersion,
  readAndSign,
  retirePolicy,
} from '../../testing/fixtures/policy.ts'
import { getBoard } from './board/get-board.ts'
import { rosterCsv } from './evidence/roster-csv.ts'
import { selectRoster } from './evidence/roster-rows.ts'
import { remindSigners } from './reminders/remind-signers.ts'
import { exemptPerson } from './roster/change-person.ts'
import { rebuildCounters } from './roster/jobs/rebuild-counters.ts'
import { snapshotBoards } from './roster/jobs/snapshot-board.ts'

const clauses = [clause('1'), clause('2')]
const changed = [clause('1', '改。'), clause('2')]

async function passDays({ deps }: Kit, days = 1): Promise<void> {
  for (let count = 0; count < days; count += 1) {
    deps.clock.advanceHours(24)
    await snapshotBoards(deps)
  }
}

test('people who signed an older version are counted separately until the due date, in their department and above it', async ({
  kit,
}) => {
  const { north, south, ...company } = await policyCompany(kit)
  const signer = await kit.given.member({ department: north })
  await kit.given.member({ department: south })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  await readAndSign(kit, signer, id)
  expect(await countsOf(kit, company.lead, id)).toEqual({ signed: 1, pending: 3 })
  await publishNextVersion(kit, company, id, 'major', draftOf(changed))
  expect(await countsOf(kit, company.lead, id)).toEqual({ pending: 4, changeOnly: 1 })
  expect(await countsOf(kit, company.lead, id, north)).toEqual({ pending: 1, changeOnly: 1 })
  const { departments } = await getBoard(kit.deps, company.lead, { id })
  expect(departments.map((department) => department.id)).toEqual([north, south])
  // A recount of every department from the roster gives the same numbers.
  await rebuildCounters(kit.deps)
  expect(await countsOf(kit, company.lead, id)).toEqual({ pending: 4, changeOnly: 1 })
  expect(await countsOf(kit, company.lead, id, south)).toEqual({ pending: 1 })
  await passDays(kit, 8)
  expect(await countsOf(kit, company.lead, id)).toEqual({ overdue: 4 })
})

test('the plot has one step for each minute in which someone signed, and leaves out a signer who became exempt', async ({
  kit,
}) => {
  const { north, south, ...company } = await policyCompany(kit)
  const [first, second] = [await kit.given.member({ department: north }), await kit.given.member({ department: south })]
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  await readAndSign(kit, first, id)
  await readAndSign(kit, second, id)
  const burnUp = (await getBoard(kit.deps, company.lead, { id })).burnUp
  expect(burnUp).toMatchObject({
    isByMinute: true,
    from: '2026-03-17T02:00:00.000Z',
    points: [
      { at: '2026-03-17T02:00:00.000Z', signed: 0 },
      { at: '2026-03-17T02:01:00.000Z', signed: 1 },
      { at: '2026-03-17T02:02:00.000Z', signed: 2 },
    ],
    days: [{ day: '2026-03-17', signed: 2, asked: 4 }],
    forecast: null,
  })
  await exemptPerson(kit.deps, company.lead, { id, userid: second.userid, reason: '长期出差', until: null })
  const ofNorth = (await getBoard(kit.deps, company.lead, { id, department: String(north) })).burnUp
  expect(ofNorth?.points.at(-1)?.signed).toBe(1)
  const all = (await getBoard(kit.deps, company.lead, { id })).burnUp
  expect(all?.points.map(({ signed }) => signed)).toEqual([0, 1, 1])
})

test('the plot marks publications, and reminders to everyone in the department shown', async ({ kit }) => {
  const { north, south, ...company } = await policyCompany(kit)
  await kit.given.member({ department: north })
  await kit.given.member({ department: south })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  kit.deps.clock.advanceHours(1)
  await remindSigners(kit.deps, company.lead, { id, department: south })
  const marksOf = async (department?: number) =>
    (
      await getBoard(kit.deps, company.lead, {
        id,
        ...(department === undefined ? {} : { department: String(department) }),
      })
    ).burnUp?.marks.map(({ kind, label, people }) => [kind, label ?? people])
  expect(await marksOf(south)).toEqual([
    ['published', '1.0'],
    ['reminded', 1],
  ])
  expect(await marksOf(north)).toEqual([['published', '1.0']])
  expect(await marksOf()).toEqual([['published', '1.0']])
})

test('the plot shades weekends, and has a forecast only after three whole working days', async ({ kit }) => {
  const { north, ...company } = await policyCompany(kit)
  const signers: Awaited<ReturnType<typeof kit.given.member>>[] = []
  for (let count = 0; count < 30; count += 1) signers.push(await kit.given.member({ department: north }))
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const readForecast = async () => (await getBoard(kit.deps, company.lead, { id })).burnUp?.forecast ?? null
  for (const signer of signers.slice(0, 18)) await readAndSign(kit, signer, id)
  // Wednesday to Friday.
  for (const signer of signers.slice(18, 21)) {
    await passDays(kit)
    await readAndSign(kit, signer, id)
  }
  expect(await readForecast()).toBeNull()
  await passDays(kit, 3)
  expect(kit.deps.clock.now().toISOString().slice(0, 10)).toBe('2026-03-23')
  // 95 % of 32 are 31: ten working days at one signature a day. Saturday 28 March is a working day.
  expect(await readForecast()).toMatchObject({ perDay: 1, target: 31, reachedOn: '2026-04-02', atDue: 23 })
  const burnUp = (await getBoard(kit.deps, company.lead, { id })).burnUp
  expect(burnUp?.freeTimes[0]).toEqual({ from: '2026-03-20T16:00:00.000Z', to: '2026-03-22T16:00:00.000Z' })
  expect(burnUp?.forecast?.points.at(-1)?.at.slice(0, 10)).toBe('2026-04-04')
})

test('the plot of a retired policy ends at the retirement, without a forecast, and keeps those who left later', async ({
  kit,
}) => {
  const { north, ...company } = await policyCompany(kit)
  const signers: Awaited<ReturnType<typeof kit.given.member>>[] = []
  for (let count = 0; count < 30; count += 1) signers.push(await kit.given.member({ department: north }))
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  for (const signer of signers.slice(0, 18)) await readAndSign(kit, signer, id)
  for (const signer of signers.slice(18, 21)) {
    await passDays(kit)
    await readAndSign(kit, signer, id)
  }
  await passDays(kit, 3)
  expect((await getBoard(kit.deps, company.lead, { id })).burnUp?.forecast).not.toBeNull()
  await retirePolicy(kit, company, id)
  const retiredAt = kit.deps.clock.now().toISOString()
  await passDays(kit, 2)
  const at = kit.deps.clock.now()
  await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, [signers[0]!.userid], { at, source: 'test' }))
  await passDays(kit)
  const { burnUp } = await getBoard(kit.deps, company.lead, { id })
  expect(burnUp).toMatchObject({ forecast: null, to: retiredAt })
  expect(burnUp?.points.slice(-2)).toMatchObject([{ signed: 21 }, { at: retiredAt, signed: 21 }])
  const past = (await getBoard(kit.deps, company.lead, { id, day: '2026-03-18' })).burnUp
  expect(past?.points.at(-1)).toEqual({ at: retiredAt, signed: 21 })
})

test('a past day that was not stored shows the day before, with links to the days around it', async ({ kit }) => {
  const company = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  await passDays(kit)
  kit.deps.clock.advanceHours(24)
  await passDays(kit)
  const past = await getBoard(kit.deps, company.lead, { id, day: '2026-03-18' })
  expect([past.asOf, past.storedDays]).toEqual([
    '2026-03-17',
    { first: '2026-03-17', before: null, after: '2026-03-19' },
  ])
  expect((await getBoard(kit.deps, company.lead, { id })).storedDays.before).toBe('2026-03-19')
})

test('the roster of a past day has the people, states and exemptions of that day', async ({ kit }) => {
  const { north, south, ...company } = await policyCompany(kit)
  const [early, late, exempt] = [
    await kit.given.member({ department: north, userid: 'early' }),
    await kit.given.member({ department: north, userid: 'late' }),
    await kit.given.member({ department: south, userid: 'exempt' }),
  ]
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  await readAndSign(kit, early, id)
  await passDays(kit)
  await readAndSign(kit, late, id)
  await exemptPerson(kit.deps, company.lead, { id, userid: exempt.userid, reason: '休假', until: null })
  const joined = await kit.given.member({ department: south, userid: 'joined' })
  await kit.deps.db
    .update(members)
    .set({ employedSince: kit.deps.clock.now() })
    .where(eq(members.userid, joined.userid))
  await passDays(kit)
  const readRows = async (query: Record<string, string>) => {
    let csv = ''
    const selection = (await selectRoster(kit.deps, company.lead, { policy: id, department: '0', ...query }))!
    for await (const part of rosterCsv(selection)) csv += part
    const lines = csv.split('\r\n').slice(1, -2)
    return lines.map((line) => line.replaceAll('"', '').split(',')).map(([userid, , , state]) => [userid, state])
  }
  const staff = ['author', 'lead'].map((userid) => [userid, 'pending'])
  expect(await readRows({ day: '2026-03-17' })).toEqual([
    staff[0],
    ['early', 'signed'],
    ['exempt', 'pending'],
    ['late', 'pending'],
    staff[1],
  ])
  expect(await readRows({})).toEqual([
    staff[0],
    ['early', 'signed'],
    ['exempt', 'exempt'],
    ['joined', 'pending'],
    ['late', 'signed'],
    staff[1],
  ])
})
