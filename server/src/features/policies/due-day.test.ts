import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { members, policyExceptions } from '../../db/schema/index.ts'
import { clause, countsOf, createPublishedPolicy, draftOf, policyCompany } from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { readPeople } from './backend-api/read-people.ts'
import { readPolicies } from './backend-api/read-for-backend.ts'
import { getBoard } from './board/get-board.ts'
import { listPeople } from './board/list-people.ts'
import { exemptPerson, setDueDate } from './roster/change-person.ts'
import { snapshotBoards } from './roster/jobs/snapshot-board.ts'

const SHANGHAI = '+08:00'
const moveTo = ({ deps }: Kit, local: string) =>
  deps.clock.advanceSeconds((Date.parse(local + SHANGHAI) - deps.clock.now().getTime()) / 1000)

/** Creates a policy published on 17 March at 10:32, to be signed within 7 days, by new members within 3. */
async function createDuePolicy(kit: Kit) {
  const company = await policyCompany(kit)
  moveTo(kit, '2026-03-17T10:32:00')
  await kit.given.member({ userid: 'zhao', department: company.north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  const rowOf = async (userid: string) =>
    (await listPeople(kit.deps, company.lead, { id })).items.find((person) => person.userid === userid)
  const dueOf = async (userid: string) => (await rowOf(userid))?.dueAt
  const stateOf = async (userid: string) => (await rowOf(userid))?.state
  return { ...company, id, dueOf, stateOf }
}

test('a person is in time until the end of the last day, not only until the hour of the publication', async ({
  kit,
}) => {
  const { id, north, lead, dueOf } = await createDuePolicy(kit)
  expect(await dueOf('zhao')).toBe('2026-03-24T15:59:59.999Z')
  moveTo(kit, '2026-03-24T23:59:59')
  expect(await countsOf(kit, lead, id, north)).toEqual({ pending: 1 })
  moveTo(kit, '2026-03-25T00:00:00')
  expect(await countsOf(kit, lead, id, north)).toEqual({ overdue: 1 })
  expect((await getBoard(kit.deps, lead, { id })).policy.dueAt).toBe('2026-03-24T15:59:59.999Z')
  expect((await readPolicies(kit.deps)).items[0]?.dueAt).toBe('2026-03-24T15:59:59.999Z')
})

test('the stored board of the last day shows people who did not sign by its end as overdue', async ({ kit }) => {
  const { id, lead } = await createDuePolicy(kit)
  moveTo(kit, '2026-03-24T00:00:30')
  await snapshotBoards(kit.deps)
  moveTo(kit, '2026-03-25T00:00:30')
  await snapshotBoards(kit.deps)
  const counts = async (day: string) => (await getBoard(kit.deps, lead, { id, day })).counts
  expect(await counts('2026-03-23')).toMatchObject({ pending: 3, overdue: 0 })
  expect(await counts('2026-03-24')).toMatchObject({ pending: 0, overdue: 3 })
  const people = await readPeople(kit.deps, id, { asOf: '2026-03-24' }, { hasNames: false })
  expect(people.items.map(({ state }) => state)).toEqual(['overdue', 'overdue', 'overdue'])
})

test('new members, and members after an exemption, are due at the end of their own last day', async ({ kit }) => {
  const { id, north, author, dueOf, stateOf } = await createDuePolicy(kit)
  await exemptPerson(kit.deps, author, { id, userid: 'zhao', reason: '产假', until: '2026-04-30' })
  moveTo(kit, '2026-04-01T23:30:00')
  await kit.given.member({ userid: 'wang', department: north })
  await kit.deps.db.update(members).set({ employedSince: kit.deps.clock.now() }).where(eq(members.userid, 'wang'))
  expect(await dueOf('wang')).toBe('2026-04-04T15:59:59.999Z')
  moveTo(kit, '2026-04-04T23:59:59')
  expect(await stateOf('wang')).toBe('pending')
  moveTo(kit, '2026-04-05T00:00:00')
  expect(await stateOf('wang')).toBe('overdue')
  moveTo(kit, '2026-05-01T08:00:00')
  expect([await stateOf('zhao'), await dueOf('zhao')]).toEqual(['pending', '2026-05-04T15:59:59.999Z'])
})

test('a personal due date is shown as the day that was set, even one that an earlier release stored', async ({
  kit,
}) => {
  const { id, author, dueOf } = await createDuePolicy(kit)
  await setDueDate(kit.deps, author, { id, userid: 'zhao', reason: '出差', dueOn: '2026-04-10' })
  expect(await dueOf('zhao')).toBe('2026-04-10T15:59:59.999Z')
  await kit.deps.db.update(policyExceptions).set({ dueAt: new Date('2026-04-10T16:00:00.000Z') })
  expect(await dueOf('zhao')).toBe('2026-04-10T15:59:59.999Z')
})
