import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { expect } from 'vitest'
import { today } from '../../access/grant-conditions.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  type Act,
  acts,
  bound,
  everyone,
  everywhere,
  expectOneTruth,
  people,
  rosterScene,
  type Scene,
  type Step,
  stepsOf,
  take,
  walk,
} from '../../testing/fixtures/roster-changes.ts'
import { policyQuestions } from '../../db/schema/index.ts'
import { runMigration } from '../../testing/database/run-migration.ts'
import { getPolicyEdit } from './authoring/get-policy-editor.ts'
import { confirmRetirement, requestRetirement } from './authoring/retire-policy.ts'
import { readPeople } from './backend-api/read-people.ts'
import { snapshotBoards } from './roster/jobs/snapshot-board.ts'

const DAY = 24
const seeds = [1, 2, 3, 4, 5]

/** Departments and disabled accounts have no history. */
const undated: readonly Act[] = ['move', 'disable', 'return']
const dated = (Object.keys(acts) as Act[]).filter((act) => !undated.includes(act))
const withHistory = (Object.keys(acts) as Act[]).filter((act) => act !== 'disable')

/** Returns the people of the list of a day as the API names them. */
const peopleOf = async ({ deps }: Kit, { id }: Scene, day: CalendarDay) =>
  (await readPeople(deps, id, { asOf: day }, { hasNames: true })).items

/** Ends the day, and expects that every answer about it is the same after what happens then. */
async function expectDayStays(kit: Kit, at: Scene, then: () => Promise<string>) {
  const day = today(kit.deps)
  kit.deps.clock.advanceHours(DAY)
  await snapshotBoards(kit.deps)
  const [known, listed] = [await everywhere(kit, at, 0, day), await peopleOf(kit, at, day)]
  expectOneTruth(known, 'before')
  const afterwards: string[] = []
  for (let round = 0; round < 2; round += 1) {
    afterwards.push(await then())
    kit.deps.clock.advanceHours(DAY)
  }
  expect(afterwards.join('')).not.toBe('')
  for (const scope of [0, at.north, at.south])
    expectOneTruth(await everywhere(kit, at, scope, day), afterwards.join('; '))
  expect(await everywhere(kit, at, 0, day)).toEqual(known)
  expect([await peopleOf(kit, at, day), afterwards]).toEqual([listed, afterwards])
}

/** A day on which every kind of later change would be seen. 周 is bound by a policy for everyone only. */
const busyDay: readonly Step[] = [
  ...['wang', 'qian', 'sun'].map((who) => ({ act: 'partner', who, n: 3 }) as const),
  ...['zhao', 'li'].map((who, n) => ({ act: 'grant', who, n: n + 1 }) as const),
  ...['wang', 'zhao', 'sun', 'li'].map((who) => ({ act: 'sign', who, n: 0 }) as const),
  ...['wang', 'zhao'].map((who) => ({ act: 'askAnew', who, n: 0 }) as const),
  ...['zhao', 'qian'].map((who) => ({ act: 'ask', who, n: 0 }) as const),
  { act: 'setDue', who: 'wang', n: 1 },
  { act: 'unreached', who: 'zhou', n: 0 },
  { act: 'exempt', who: 'li', n: 0 },
]

const ofContractsAndRoles: readonly Act[] = ['partner', 'endPartner', 'release', 'grant', 'endRole']

test.for(dated)(
  'a past day stays what it was everywhere, whomever it concerns afterwards: %s',
  async (act, { kit }) => {
    const at = await rosterScene(kit, ofContractsAndRoles.includes(act) ? bound : everyone)
    expect(await take(kit, at, [{ act: 'setDue', who: 'wang', n: 3 }, ...busyDay])).toContain('unreached zhou')
    await expectDayStays(kit, at, () =>
      take(
        kit,
        at,
        people.map((who) => ({ act, who, n: 4 })),
      ),
    )
  },
)

test.for(seeds)('a past day stays what it was everywhere, whatever happens afterwards, %i', async (seed, { kit }) => {
  const at = await rosterScene(kit, seed % 2 === 0 ? bound : everyone)
  await take(kit, at, [...stepsOf(seed * 10, withHistory, 10), ...busyDay])
  await expectDayStays(kit, at, () => walk(kit, at, seed * 10 + 1, dated, 20))
})

test('when questions of earlier releases were closed is found: by an answer, their author or the retirement', async ({
  kit,
}) => {
  const { deps } = kit
  const at = await rosterScene(kit)
  await take(kit, at, [
    ...['wang', 'zhao', 'qian', 'sun'].map((who) => ({ act: 'ask', who, n: 0 }) as const),
    { act: 'answer', who: 'wang', n: 0 },
    { act: 'answer', who: 'wang', n: 0 },
    { act: 'closeQuestion', who: 'zhao', n: 0 },
    { act: 'answer', who: 'zhao', n: 0 },
  ])
  const step = async () => ({ id: at.id, edition: (await getPolicyEdit(deps, at.author, { id: at.id })).edition })
  await requestRetirement(deps, at.author, { ...(await step()), reason: '已并入新制度' })
  await confirmRetirement(deps, at.lead, await step())
  await deps.db.insert(policyQuestions).values({
    ...{ id: 'que_open', policyId: 'pol_other', versionId: 'pov_other', userid: 'li', isOpen: true },
    askedAt: deps.clock.now(),
  })
  const closings = async () =>
    (await deps.db.select().from(policyQuestions).orderBy(policyQuestions.id)).map(({ closedAt }) => closedAt)
  const known = await closings()
  expect(new Set(known.map((closedAt) => closedAt?.getTime()))).toHaveProperty('size', 4)
  await deps.db.update(policyQuestions).set({ closedAt: null })
  await runMigration(deps.db, 'closed-questions')
  expect(await closings()).toEqual(known)
})
