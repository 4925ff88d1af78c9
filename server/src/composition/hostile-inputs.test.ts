import { HOUR_MS } from '@desk/shared/kernel/durations'
import { holdsRole, isRoleRule } from '@desk/shared/identity/role-rules'
import type { RouteRule } from '@desk/shared/pages/route-rule'
import { routeRules } from '@desk/shared/pages/route-rules'
import { expect } from 'vitest'
import { type Answer, hostileRequestSender } from '../testing/hostile/send-hostile-request.ts'
import { admits, slotsOf } from '../testing/hostile/sample-from-schema.ts'
import {
  describedRequests,
  type Description,
  undescribedRequests,
  type HostileRequest,
} from '../testing/hostile/hostile-requests.ts'
import { type Caller, hostileFixtures } from '../testing/hostile/hostile-fixtures.ts'
import { sampleOfCases } from '../testing/sample-of-cases.ts'
import { createTestApp } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { testDatabase } from '../testing/database/test-database.ts'

/** The status of a request whose input the route refuses. */
const INVALID = 422

// The embedded database is the same PostgreSQL, three times as slow, so this test runs with a PostgreSQL server only.
test.skipIf(testDatabase.isEmbedded)(
  'no hostile input causes a 5xx or an error in the log',
  { timeout: HOUR_MS },
  async ({ kit }) => {
    const { callers, knownFor } = await hostileFixtures(kit)
    const description = await readDescription(kit)
    const routes = [...describedRequests(description, knownFor), ...undescribedRequests(description, knownFor)]
    const sendRequest = hostileRequestSender(kit)
    const failures: string[] = []
    const invalid: string[] = []
    let requestCount = 0
    const send = async (route: string, caller: Caller, request: HostileRequest): Promise<Answer> => {
      requestCount += 1
      const answer = await sendRequest(caller, request)
      if (answer.failure !== null) failures.push(`${route} by ${caller.name}, ${request.attack}: ${answer.failure}`)
      return answer
    }
    for (const { route, plain, hostile } of routes) {
      const admitted = callers.filter((caller) => isAdmitted(route, caller))
      const refused = callers.filter((caller) => !admitted.includes(caller))
      const answers = []
      for (const caller of admitted) answers.push(await send(route, caller, plain))
      if (answers.every(({ status }) => status === INVALID)) invalid.push(route)
      // Callers without permission are refused before the input is validated: one hostile request each is enough.
      for (const caller of sampleOfCases(refused, requestCount, 3)) await send(route, caller, hostile[0] ?? plain)
      // Permitted callers alternate, so that each role calls each route with different inputs.
      for (const [index, request] of sampleOfCases(hostile, requestCount).entries())
        await send(route, admitted[index % admitted.length]!, request)
    }
    process.stdout.write(`hostile inputs: ${String(requestCount)} requests to ${String(routes.length)} routes\n`)
    expect({ failures, invalid }).toEqual({ failures: [], invalid: [] })
  },
)

test('every number in a described JSON body is limited to the range of an integer column', async ({ kit }) => {
  const operations = Object.entries((await readDescription(kit)).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route: `${method} ${path}`, operation })),
  )
  const wide = operations.flatMap(({ route, operation }) =>
    slotsOf(operation.requestBody?.content['application/json']?.schema ?? {}, 'body', {})
      .filter(({ schema }) => [-(2 ** 31) - 1, 2 ** 31].some((number) => admits(schema, number)))
      .map(({ where }) => `${route} ${where}`),
  )
  expect(wide).toEqual([])
})

const readDescription = async ({ deps }: Kit): Promise<Description> =>
  (await (await createTestApp(deps).request('/api/openapi.json')).json()) as Description

/** Returns whether the route's rule admits the caller. Further checks of the use case are not considered. */
function isAdmitted(route: string, { name, actor }: Caller): boolean {
  const rule = (routeRules as Record<string, RouteRule>)[route]
  if (rule === undefined || rule === 'anyone' || rule === 'platform') return true
  if (rule === 'api_key') return name === 'key'
  return actor !== null && (!isRoleRule(rule) || holdsRole(actor, rule))
}
