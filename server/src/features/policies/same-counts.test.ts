import { test } from '../../testing/kit.ts'
import { type Act, acts, everywhere, expectOneTruth, rosterScene, walk } from '../../testing/fixtures/roster-changes.ts'

const DAY = 24
const seeds = [1, 2, 3, 4, 5]

test.for(seeds)(
  'board, list, file and API count the same people in each state now, after random changes %i',
  async (seed, { kit }) => {
    const at = await rosterScene(kit)
    for (const round of [0, 1, 2]) {
      const steps = await walk(kit, at, seed * 10 + round, Object.keys(acts) as Act[], 10)
      for (const scope of [0, at.north, at.south]) expectOneTruth(await everywhere(kit, at, scope), steps)
      kit.deps.clock.advanceHours(DAY)
      for (const scope of [0, at.north, at.south])
        expectOneTruth(await everywhere(kit, at, scope), `${steps}; a day later`)
    }
  },
)
