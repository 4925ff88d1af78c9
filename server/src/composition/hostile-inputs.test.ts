import { holdsRole, isRoleRule } from '@desk/shared/identity/role-rules'
import type { RouteRule } from '@desk/shared/pages/route-rule'
import { routeRules } from '@desk/shared/pages/route-rules'
import { expect } from 'vitest'
import { type Answer, hostileRequestSender } from '../testing/hostile/send-hostile-request.ts'
import { admits, slotsOf } from '../testing/hostile/sample-from-schema.ts'
import {
  describedQuestions,
  type Description,
  otherQuestions,
  type Question,
} from '../testing/hostile/hostile-requests.ts'
import { type Asker, hostileFixtures } from '../testing/hostile/hostile-fixtures.ts'
import { createTestApp } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { testDatabase } from '../testing/database/test-database.ts'

// The embedded database is the same PostgreSQL, three times as slow: it is asked on the server alone.
test.skipIf(testDatabase.isEmbedded)(
  'no input is answered with a 5xx, or logged as an error',
  { timeout: 600_000 },
  async ({ kit }) => {
    const { askers, knownFor } = await hostileFixtures(kit)
    const description = await describe(kit)
    const routes = [...describedQuestions(description, knownFor), ...otherQuestions(description, knownFor)]
    const ask = hostileRequestSender(kit)
    const failures: string[] = []
    const invalid: string[] = []
    let asked = 0
    const put = async (route: string, asker: Asker, question: Question): Promise<Answer> => {
      asked += 1
      const answer = await ask(asker, question)
      if (answer.failure !== null) failures.push(`${route} by ${asker.name}, ${question.asks}: ${answer.failure}`)
      return answer
    }
    for (const { route, plain, hostile } of routes) {
      const inside = askers.filter((asker) => isLetIn(route, asker))
      const outside = askers.filter((asker) => !inside.includes(asker))
      const answers = []
      for (const asker of inside) answers.push(await put(route, asker, plain))
      if (answers.every(({ status }) => status === INVALID)) invalid.push(route)
      // Who is not let in is stopped before anything is read.
      for (const asker of outside) await put(route, asker, hostile[0] ?? plain)
      // By one after the other of those who are let in: each role asks about each route, and different things.
      for (const [at, question] of hostile.entries()) await put(route, inside[at % inside.length]!, question)
    }
    process.stdout.write(`hostile inputs: ${String(asked)} questions about ${String(routes.length)} routes\n`)
    expect({ failures, invalid }).toEqual({ failures: [], invalid: [] })
  },
)

test('every whole number that comes in is held to what a column takes', async ({ kit }) => {
  const operations = Object.entries((await describe(kit)).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route: `${method} ${path}`, operation })),
  )
  const wide = operations.flatMap(({ route, operation }) =>
    slotsOf(operation.requestBody?.content['application/json']?.schema ?? {}, 'body', {})
      .filter(({ schema }) => admits(schema, 2 ** 31))
      .map(({ where }) => `${route} ${where}`),
  )
  expect(wide).toEqual([])
})

const INVALID = 422

const describe = async ({ deps }: Kit): Promise<Description> =>
  (await (await createTestApp(deps).request('/api/openapi.json')).json()) as Description

/** As the rule table says it. What else a use case asks of them is its own affair. */
function isLetIn(route: string, { name, actor }: Asker): boolean {
  const rule = (routeRules as Record<string, RouteRule>)[route]
  if (rule === undefined || rule === 'anyone' || rule === 'platform') return true
  if (rule === 'api_key') return name === 'key'
  return actor !== null && (!isRoleRule(rule) || holdsRole(actor, rule))
}
