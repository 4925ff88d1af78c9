import { describe, expect } from 'vitest'
import { expectEntriesShown } from '../testing/audit-readers.ts'
import { test } from '../testing/kit.ts'
import { findNextActorViolations } from '../testing/next-actor/find-next-actor-violations.ts'
import { otherScenarios } from '../testing/next-actor/other-scenarios.ts'
import { requestScenarios } from '../testing/next-actor/request-scenarios.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import { sampleOfCases } from '../testing/sample-of-cases.ts'

const scenarios = [...requestScenarios, ...otherScenarios].map((scenario) => [scenario.name, scenario] as const)
const shownToMembers = new Set(sampleOfCases(scenarios, 0))

// The next actor and how an entry is shown do not depend on the database; the tests of the use cases run their SQL on both.
describe.skipIf(testDatabase.isEmbedded)('next actor of every state', () => {
  test.for(scenarios)(
    'the next actor is notified, no other person has a task, and every audit entry is shown to its readers: %s',
    async (named, { kit }) => {
      const [, scenario] = named
      expect(await findNextActorViolations(kit, scenario)).toEqual([])
      // Here, because preparing the state takes longer than reading its entries.
      await expectEntriesShown(kit, { toMembers: shownToMembers.has(named) })
    },
  )
})
