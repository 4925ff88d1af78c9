import { describe, expect } from 'vitest'
import { test } from '../testing/kit.ts'
import { findNextActorViolations } from '../testing/next-actor/find-next-actor-violations.ts'
import { otherScenarios } from '../testing/next-actor/other-scenarios.ts'
import { requestScenarios } from '../testing/next-actor/request-scenarios.ts'
import { testDatabase } from '../testing/database/test-database.ts'

// The next actor does not depend on the database; the tests of the use cases run their SQL on both databases.
describe.skipIf(testDatabase.isEmbedded)('next actor of every state', () => {
  test.for([...requestScenarios, ...otherScenarios].map((scenario) => [scenario.name, scenario] as const))(
    'the next actor is notified, and no other person has a task: %s',
    async ([, scenario], { kit }) => {
      expect(await findNextActorViolations(kit, scenario)).toEqual([])
    },
  )
})
