import { test } from '../../testing/kit.ts'
import {
  applyRandomChanges,
  createRosterCompany,
  expectSameCounts,
  readAllCounts,
  type RosterChange,
  rosterChanges,
} from '../../testing/fixtures/roster-changes.ts'
import { timesOf } from '../../testing/sample-of-cases.ts'

const HOURS_PER_DAY = 24
const seeds = [1, 2, 3, 4, 5].slice(0, timesOf(5))

test.for(seeds)(
  'board, list, file and API count the same people in each state after random changes, seed %i',
  async (seed, { kit }) => {
    const company = await createRosterCompany(kit)
    for (const round of [0, 1, 2]) {
      const steps = await applyRandomChanges(
        kit,
        company,
        seed * 10 + round,
        Object.keys(rosterChanges) as RosterChange[],
        10,
      )
      for (const scope of [0, company.north, company.south])
        expectSameCounts(await readAllCounts(kit, company, scope), steps)
      kit.deps.clock.advanceHours(HOURS_PER_DAY)
      for (const scope of [0, company.north, company.south])
        expectSameCounts(await readAllCounts(kit, company, scope), `${steps}; a day later`)
    }
  },
)
