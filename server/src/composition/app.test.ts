import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type RouteKey, routeRules } from '@desk/shared/pages/route-rules'
import type { RequestState } from '@desk/shared/requests/model/request-flow'
import { requestKindNames, type RequestType } from '@desk/shared/requests/types/index'
import { UnsupportedPathError } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { describe, expect } from 'vitest'
import { routeDifferences } from '../http/route-rules.ts'
import { createTestApp, createTestClient } from '../testing/http.ts'
import { test } from '../testing/kit.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import { matrixPeople, onePerPosition } from '../testing/roles/authorization-matrix-people.ts'
import { expectedOutcome, actualOutcome, type Persona } from '../testing/roles/authorization-matrix.ts'
import { callOf, hasRequestId, type MatrixRequest, matrixRequests, typeFor } from '../testing/roles/matrix-requests.ts'
import { isEveryCase, sampleOfCases } from '../testing/sample-of-cases.ts'

const states: RequestState[] = ['open', 'returned', 'decided', 'executing', 'done', 'failed', 'withdrawn', 'refused']

// Routes whose outcome the rule alone does not decide. The outcome of the first four depends on the data or on built
// files, or is a redirect.
const routesTestedElsewhere: readonly RouteKey[] = [
  'GET /r/:requestNo',
  'GET /go/:taskId',
  'GET /assets/*',
  'GET /:verifyFile{WW_verify_[A-Za-z0-9]+\\.txt}',
  // Covered by the tests of follow-ups and files.
  'POST /api/requests/:id/dispute',
  'POST /api/requests/:id/settlement',
  'POST /api/requests/:id/rewrite',
  'POST /api/requests/:id/attachments/:attachmentId/link',
  // Lost-device cases have separate rules, tested in lost-device.test.ts.
  'GET /lost-device/:id',
  'GET /api/lost-device/cases/:id',
  'POST /api/lost-device/cases/:id/export',
  // Pages for people without a session; covered by case-help.test.ts and second-factor.test.ts.
  'GET /case-help',
  'GET /auth/second-factor',
  'GET /auth/second-factor/next',
  // Department admins see the records of their people; covered by records.test.ts.
  'GET /signing-records',
  'GET /signing-records/:userid',
  'GET /api/signing-records',
  'GET /api/signing-records/:userid',
  // Department admins see their own people, sponsors their partners; covered by people.test.ts and account-roles.test.ts.
  'GET /people',
  'GET /people/:userid',
  'GET /api/people',
  'GET /api/people/:userid',
  'POST /api/people/:userid/departure',
  'GET /partners/:userid',
  'GET /api/partners/:userid',
  'POST /api/partners/:userid/renewal',
  'POST /api/partners/:userid/decision',
  'POST /api/settings/partners/:userid/end',
  'POST /api/settings/partners/:userid/release',
  // The people concerned see a closing; covered by closing-attacks.test.ts, the commands by closing-roles.test.ts.
  'GET /leavers',
  'GET /leavers/new',
  'GET /leavers/:id',
  'GET /leavers/:id/record',
  'GET /api/closings',
  'GET /api/closings/form',
  // Incidents have their own rules, tested in access-matrix.test.ts; unnamed reports refuse every cookie.
  'GET /incidents/:id',
  'GET /incidents/cases',
  'GET /incidents/cases/:id',
  'GET /api/incidents/:id',
  'GET /api/incidents/cases',
  'GET /api/incidents/cases/:id',
  'GET /api/incidents/cases/:id/pictures/:picture',
  'POST /api/incidents/cases/export',
  'POST /api/incidents/cases/:id/commands',
  'POST /api/incidents/cases/:id/reporter',
  'POST /api/incidents/:id/messages',
  'POST /api/incidents/unnamed',
  'POST /api/incidents/unnamed/mailbox',
  'POST /api/incidents/unnamed/reply',
  // A first day belongs to one joiner; covered by first-day.test.ts.
  'GET /first-day',
  'GET /api/first-day',
  // This company has no joiners: HR does not find these pages either. HR's rule is tested with the API of joiners.
  'GET /joiners/:id',
  'GET /joiners/batches/:id',
  // Actions on groups have a separate table.
  'GET /groups/:id',
  // A problem is visible to its handlers and askers; covered by the tests of feedback.
  'GET /feedback/board',
  'GET /feedback/:id',
  'GET /api/feedback/board',
  'GET /api/feedback/:id',
  'GET /api/feedback/:id/merge-preview',
  'POST /api/feedback/:id/merge',
  'POST /api/feedback/:id/join',
  'POST /api/feedback/:id/verdict',
  'POST /api/feedback/:id/forward',
  'POST /api/feedback/:id/take',
  'POST /api/feedback/:id/promise',
  'POST /api/feedback/board/export',
  'POST /api/feedback/:id/notes',
  'POST /api/feedback/:id/answer',
  'POST /api/feedback/:id/incident',
  // Covered by the tests of data confirmation.
  'GET /confirmations/:id',
  'GET /confirmations/:id/board',
  // Covered by the tests of policies, boards and receipts.
  'GET /policies/:id',
  'GET /policies/:id/text',
  'GET /policies/:id/board',
  'GET /policies/:id/people',
  'GET /receipts/:code',
  'GET /receipts/:code/signed',
  'GET /settings/policies/:id',
  // Destroys a signer's key; covered by evidence.test.ts.
  'POST /api/settings/partners/:userid/forget',
  // Signing in; covered by the tests of sessions.
  'GET /auth/login',
  'GET /auth/callback',
  'GET /auth/panel',
]

test('Hono’s fastest router does not support the routes, so that the app need not try it', ({ kit }) => {
  const router = new RegExpRouter()
  const addAll = () => {
    for (const { method, path, handler } of createTestApp(kit.deps).routes) router.add(method, path, handler)
    router.match('GET', '/')
  }
  expect(addAll).toThrow(UnsupportedPathError)
})

describe('authorization matrix', () => {
  test('every route has a rule, and every rule has a route', ({ kit }) => {
    const { withoutRule, withoutRoute } = routeDifferences(createTestApp(kit.deps))
    // Assets require a folder of built files, which this app does not have.
    expect({ withoutRule, withoutRoute }).toEqual({ withoutRule: [], withoutRoute: ['GET /assets/*'] })
  })

  // Permissions do not depend on the database: the cells run on PostgreSQL, where a call takes a third of the time.
  // `npm test` calls each route as each person in one or two of the eight states; the rules have a test for each cell.
  const title = testDatabase.isEmbedded
    ? 'each route in the matrix has the expected outcome for the ops lead, and each route of a request also for its applicant'
    : `each ${isEveryCase ? '' : 'sampled '}cell of route × person × state has the expected outcome`
  test(title, { timeout: HOUR_MS }, async ({ kit }) => {
    const { applicant, owners, others } = await matrixPeople(kit)
    const caller = { create: await matrixRequests(kit, owners), requestAs: createTestClient(kit.deps).requestAs }
    const asOwner = (owner: MemberActor): Persona => ({ name: `${owner.userid}, about themselves`, actor: owner })
    const peopleFor = (route: RouteKey, stateIndex: number): readonly Persona[] => {
      if (testDatabase.isEmbedded)
        return isAboutRequest(route) ? [opsLeadOf(others), asOwner(applicant)] : [opsLeadOf(others)]
      if (!hasRequestId(route)) return [...onePerPosition(others), asOwner(applicant)]
      const isInEveryState = statesFor(route).length === states.length
      return [
        ...(isInEveryState ? sampleOfCases(others, stateIndex + routes.indexOf(route)) : others),
        asOwner(applicant),
      ]
    }
    const routes = (Object.keys(routeRules) as RouteKey[]).filter((route) => !routesTestedElsewhere.includes(route))
    const triedStates: readonly RequestState[] = testDatabase.isEmbedded ? ['open'] : states
    const wrong: string[] = []
    let cells = 0
    // In this order each request is reused until a call changes it: creating one takes longer than the calls.
    for (const [stateIndex, state] of triedStates.entries()) {
      const tried = routes.filter((route) => statesFor(route).includes(state))
      const typeIn = (offset: number) => (route: RouteKey) =>
        typeFor(route, state, stateIndex + routes.indexOf(route) + offset)
      const row = { state, applicant, typeOf: typeIn(0), request: null }
      cells += await callEach(caller, row, tried, (route) => peopleFor(route, stateIndex), wrong)
      if (testDatabase.isEmbedded) continue
      for (const [ownerIndex, owner] of owners.slice(1).entries()) {
        const ofOwner = { state, applicant: owner, typeOf: typeIn(ownerIndex + 1), request: null }
        const ownRoutes = sampleOfCases(tried.filter(isAboutRequest), stateIndex + ownerIndex)
        cells += await callEach(caller, ofOwner, ownRoutes, () => [asOwner(owner)], wrong)
      }
    }
    expect(
      wrong,
      'a route whose use case refuses some members: add it to routesTestedElsewhere, and a separate test',
    ).toEqual([])
    expect(cells).toBeGreaterThanOrEqual(testDatabase.isEmbedded ? routes.length : 1000)
  })
})

const opsLeadOf = (others: readonly Persona[]) => others.find(({ name }) => name === 'ops_lead of other')!

/** Returns the states to try. Read permissions do not depend on the state: one open and one closed state are enough. */
const statesFor = (route: RouteKey): readonly RequestState[] => {
  if (!hasRequestId(route)) return ['open']
  return (routeRules[route] as string) === 'request.read' ? ['open', 'done'] : states
}

const isAboutRequest = (route: RouteKey) => (routeRules[route] as string).startsWith('request.')

type MatrixRow = {
  state: RequestState
  applicant: MemberActor
  /** Returns the type of the request with which a route is called. */
  typeOf(route: RouteKey): RequestType
  request: MatrixRequest | null
}
type Caller = {
  create: Awaited<ReturnType<typeof matrixRequests>>
  requestAs: ReturnType<typeof createTestClient>['requestAs']
}

/** Calls each route as each person, with a request of the applicant in this state. Returns the number of calls. */
async function callEach(
  { create, requestAs }: Caller,
  row: MatrixRow,
  routes: readonly RouteKey[],
  personasFor: (route: RouteKey) => readonly Persona[],
  wrong: string[],
): Promise<number> {
  const { state, applicant } = row
  const calls = requestKindNames.flatMap((kind) =>
    routes
      .filter((route) => row.typeOf(route) === kind)
      .flatMap((route) => personasFor(route).map((persona) => ({ kind, route, persona }))),
  )
  for (const { kind, route, persona } of calls) {
    if (row.request?.facts.kind !== kind) row.request = null
    const { view, facts, draft } = (row.request ??= await create(applicant, state, kind))
    const { method, path, body, headers } = callOf(route, view, draft)
    const response = await requestAs(persona.actor, method, path, body, headers)
    // A refused call changed nothing, so the next person gets the same request.
    if (route.startsWith('POST') && response.ok) row.request = null
    const expected = expectedOutcome(route, persona, { facts, state })
    const actual = actualOutcome(route, response)
    // Every member may submit; the values of this body are outdated for all, which is a conflict.
    const isSame =
      expected === actual || (route === 'POST /api/requests' && expected === 'admitted' && actual === 'conflict')
    if (!isSame) wrong.push(`${route} of ${kind} by ${persona.name} when ${state}: ${actual}, not ${expected}`)
  }
  return calls.length
}
