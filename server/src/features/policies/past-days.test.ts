import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { expect } from 'vitest'
import { today } from '../../access/grant-conditions.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  type RosterChange,
  rosterChanges,
  partnersAndAdmins,
  everyone,
  readAllCounts,
  expectSameCounts,
  people,
  createRosterCompany,
  type RosterCompany,
  type RosterStep,
  randomSteps,
  applyChanges,
  applyRandomChanges,
} from '../../testing/fixtures/roster-changes.ts'
import { policyQuestions } from '../../db/schema/index.ts'
import { runMigration } from '../../testing/database/run-migration.ts'
import { timesOf } from '../../testing/sample-of-cases.ts'
import { getPolicyEdit } from './authoring/get-policy-editor.ts'
import { confirmRetirement, requestRetirement } from './authoring/retire-policy.ts'
import { readPeople } from './backend-api/read-people.ts'
import { snapshotBoards } from './roster/jobs/snapshot-board.ts'

const HOURS_PER_DAY = 24
const seeds = [1, 2, 3, 4, 5].slice(0, timesOf(5))

/** Changes without a history: departments and disabled accounts. */
const undated: readonly RosterChange[] = ['move', 'disable', 'return']
const dated = (Object.keys(rosterChanges) as RosterChange[]).filter((change) => !undated.includes(change))
const withHistory = (Object.keys(rosterChanges) as RosterChange[]).filter((change) => change !== 'disable')

/** Returns the people on the list of a day as the API lists them. */
const peopleOf = async ({ deps }: Kit, { id }: RosterCompany, day: CalendarDay) =>
  (await readPeople(deps, id, { asOf: day }, { hasNames: true })).items

/** Ends the day, and expects that its counts and people stay the same after later changes. */
async function expectDayStays(kit: Kit, company: RosterCompany, changeLater: () => Promise<string>) {
  const day = today(kit.deps)
  kit.deps.clock.advanceHours(HOURS_PER_DAY)
  await snapshotBoards(kit.deps)
  const [countsBefore, listed] = [await readAllCounts(kit, company, 0, day), await peopleOf(kit, company, day)]
  expectSameCounts(countsBefore, 'before')
  const afterwards: string[] = []
  for (let round = 0; round < 2; round += 1) {
    afterwards.push(await changeLater())
    kit.deps.clock.advanceHours(HOURS_PER_DAY)
  }
  expect(afterwards.join('')).not.toBe('')
  for (const scope of [0, company.north, company.south])
    expectSameCounts(await readAllCounts(kit, company, scope, day), afterwards.join('; '))
  expect(await readAllCounts(kit, company, 0, day)).toEqual(countsBefore)
  expect([await peopleOf(kit, company, day), afterwards]).toEqual([listed, afterwards])
}

/** A day on which every kind of later change would be seen. Only a policy for everyone includes 周. */
const busyDay: readonly RosterStep[] = [
  ...['wang', 'qian', 'sun'].map((who) => ({ change: 'partner', who, n: 3 }) as const),
  ...['zhao', 'li'].map((who, n) => ({ change: 'grant', who, n: n + 1 }) as const),
  ...['wang', 'zhao', 'sun', 'li'].map((who) => ({ change: 'sign', who, n: 0 }) as const),
  ...['wang', 'zhao'].map((who) => ({ change: 'askAnew', who, n: 0 }) as const),
  ...['zhao', 'qian'].map((who) => ({ change: 'ask', who, n: 0 }) as const),
  { change: 'setDue', who: 'wang', n: 1 },
  { change: 'unreached', who: 'zhou', n: 0 },
  { change: 'exempt', who: 'li', n: 0 },
]

const ofContractsAndRoles: readonly RosterChange[] = ['partner', 'endPartner', 'release', 'grant', 'endRole']

test.for(dated)(
  'board, file and API of a past day stay the same after the later change %s of each person',
  async (change, { kit }) => {
    const company = await createRosterCompany(kit, ofContractsAndRoles.includes(change) ? partnersAndAdmins : everyone)
    expect(await applyChanges(kit, company, [{ change: 'setDue', who: 'wang', n: 3 }, ...busyDay])).toContain(
      'unreached zhou',
    )
    await expectDayStays(kit, company, () =>
      applyChanges(
        kit,
        company,
        people.map((who) => ({ change, who, n: 4 })),
      ),
    )
  },
)

test.for(seeds)(
  'board, file and API of a past day stay the same after later random changes, seed %i',
  async (seed, { kit }) => {
    const company = await createRosterCompany(kit, seed % 2 === 0 ? partnersAndAdmins : everyone)
    await applyChanges(kit, company, [...randomSteps(seed * 10, withHistory, 10), ...busyDay])
    await expectDayStays(kit, company, () => applyRandomChanges(kit, company, seed * 10 + 1, dated, 20))
  },
)

test('the migration finds when a question of an earlier release was closed: by an answer, its author or the retirement', async ({
  kit,
}) => {
  const { deps } = kit
  const company = await createRosterCompany(kit)
  await applyChanges(kit, company, [
    ...['wang', 'zhao', 'qian', 'sun'].map((who) => ({ change: 'ask', who, n: 0 }) as const),
    { change: 'answer', who: 'wang', n: 0 },
    { change: 'answer', who: 'wang', n: 0 },
    { change: 'closeQuestion', who: 'zhao', n: 0 },
    { change: 'answer', who: 'zhao', n: 0 },
  ])
  const readEditionRef = async () => ({
    id: company.id,
    edition: (await getPolicyEdit(deps, company.author, { id: company.id })).edition,
  })
  await requestRetirement(deps, company.author, { ...(await readEditionRef()), reason: '已并入新制度' })
  await confirmRetirement(deps, company.lead, await readEditionRef())
  await deps.db.insert(policyQuestions).values({
    ...{ id: 'que_open', policyId: 'pol_other', versionId: 'pov_other', userid: 'li', isOpen: true },
    askedAt: deps.clock.now(),
  })
  const listClosedAts = async () =>
    (await deps.db.select().from(policyQuestions).orderBy(policyQuestions.id)).map(({ closedAt }) => closedAt)
  const closedAts = await listClosedAts()
  expect(new Set(closedAts.map((closedAt) => closedAt?.getTime()))).toHaveProperty('size', 4)
  await deps.db.update(policyQuestions).set({ closedAt: null })
  await runMigration(deps.db, 'closed-questions')
  expect(await listClosedAts()).toEqual(closedAts)
})
