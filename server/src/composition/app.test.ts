import type { MemberActor } from '@desk/shared/identity/actor'
import { type RouteKey, routeRules } from '@desk/shared/pages/route-rules'
import type { RequestState } from '@desk/shared/requests/model/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { eq, ne } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { requests } from '../db/schema/index.ts'
import { requireRequest } from '../features/requests/model/request-queries.ts'
import { routeDifferences } from '../http/route-rules.ts'
import { createTestApp, testApp } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import { matrixPeople, onePerPosition, TRANSFER_TARGET } from '../testing/roles/authorization-matrix-people.ts'
import { expectedOf, outcomeOf, type Persona } from '../testing/roles/authorization-matrix.ts'
import { agree, decisionOn, submitted } from '../testing/request-fixtures.ts'

const wecomAgent =
  'Mozilla/5.0 (Linux; Android 15; wv) AppleWebKit/537.36 wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh'
const states: RequestState[] = ['open', 'returned', 'decided', 'executing', 'done', 'failed', 'withdrawn', 'refused']

/** A concrete call of a route: its path filled in, a body that passes validation. */
function callOf(
  route: RouteKey,
  view: RequestView,
): { method: string; path: string; body?: unknown; headers: Record<string, string> } {
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern
    .replace(':id', view.id)
    .replace(':userid', 'employee-other')
    .replace(':ref', 'ses_000000')
    .replace(':requestNo', view.no)
    .replace(':taskId', 'crd_unknown')
    .replace(/:verifyFile\{.*\}/, 'WW_verify_abc.txt')
    .replace(/:token\{.*\}/, 'neverIssuedToken1234')
    .replace('*', 'missing.js')
  const query = path === '/api/jssdk/signature' ? '?url=http://desk.test/&kind=agent' : ''
  const headers = { 'user-agent': wecomAgent, accept: 'text/html', 'idempotency-key': `matrix-${view.id}` }
  if (method === 'GET') return { method, path: path + query, headers }
  const bodies: Partial<Record<RouteKey, unknown>> = {
    'POST /api/requests': { kind: 'info_change', payload: { position: { from: 'x', to: 'y' } } },
    'POST /api/requests/:id/decision': decisionOn(view, { position: agree, telephone: agree }),
    'POST /api/requests/:id/comments': { text: '收到', attachments: [] },
    'POST /api/requests/:id/withdrawal': { version: view.version },
    'POST /api/requests/:id/return': {
      version: view.version,
      seenHash: view.seenHash,
      reason: { code: 'needs_proof', text: '' },
    },
    'POST /api/requests/:id/resubmission': {
      version: view.version,
      draft: { kind: 'info_change', payload: { position: { from: '质检工程师', to: '质检组长' } } },
    },
    'POST /api/requests/:id/undo': { version: view.version },
    'POST /api/requests/:id/transfer': { version: view.version, to: TRANSFER_TARGET },
    'POST /api/requests/:id/claim': { isOpen: true },
  }
  const body = bodies[route] ?? {}
  return { method, path, body: stripId(body), headers }
}

const stripId = (body: unknown) => {
  const { id: _id, ...rest } = body as Record<string, unknown>
  return rest
}

// These let everybody in; what they answer depends on what is there, or is the redirect that they are for.
const notAboutPeople: readonly RouteKey[] = [
  'GET /r/:requestNo',
  'GET /go/:taskId',
  'GET /assets/*',
  'GET /:verifyFile{WW_verify_[A-Za-z0-9]+\\.txt}',
  // Who may follow up on what, and who may open which file, is told by their own tests.
  'POST /api/requests/:id/dispute',
  'POST /api/requests/:id/settlement',
  'POST /api/requests/:id/rewrite',
  'POST /api/requests/:id/attachments/:attachmentId/link',
  // Who may look at a case is another rule than the engine's, with a table of its own.
  'GET /lost-device/:id',
  'GET /api/lost-device/cases/:id',
  'POST /api/lost-device/cases/:id/export',
  'GET /auth/second-factor',
  'GET /auth/second-factor/next',
  // Who sees which policy, board and receipt is told by their own tests.
  // Who may do what with a group has a table of its own.
  'GET /groups/:id',
  'GET /policies/:id',
  'GET /policies/:id/board',
  'GET /policies/:id/people',
  'GET /receipts/:code',
  'GET /settings/policies/:id',
  'POST /api/settings/partners/:userid/forget',
  'GET /auth/login',
  'GET /auth/callback',
  'GET /auth/panel',
]

describe('the authorisation matrix', () => {
  test('has a rule for every route, and a route for every rule', ({ kit }) => {
    const { withoutRule, withoutRoute } = routeDifferences(createTestApp(kit.deps))
    // Assets need a folder of built files, which this application was not given.
    expect({ withoutRule, withoutRoute }).toEqual({ withoutRule: [], withoutRoute: ['GET /assets/*'] })
  })

  // Who may do what does not hang on the database: every cell is tried on PostgreSQL, where a call takes a third of the time.
  test.skipIf(testDatabase.isEmbedded)(
    'holds in every cell of route × person × state',
    { timeout: 600_000 },
    async ({ kit }) => {
      const { applicant, owners, others } = await matrixPeople(kit)
      const asOwner = (owner: MemberActor): Persona => ({ name: `${owner.userid}, about himself`, actor: owner })
      const wrong: string[] = []
      let cells = 0
      for (const route of Object.keys(routeRules) as RouteKey[]) {
        if (notAboutPeople.includes(route)) continue
        const isAboutOne = hasRequestId(route)
        const people = isAboutOne ? others : onePerPosition(others)
        for (const state of statesFor(route)) {
          cells += await callEach(kit, { route, state, applicant }, [...people, asOwner(applicant)], wrong)
          if (!isAboutRequest(route)) continue
          for (const owner of owners.slice(1))
            cells += await callEach(kit, { route, state, applicant: owner }, [asOwner(owner)], wrong)
        }
      }
      expect(wrong).toEqual([])
      expect(cells).toBeGreaterThanOrEqual(1000)
      process.stdout.write(
        `authorisation matrix: ${String(cells)} cells of ${String(others.length + owners.length)} people\n`,
      )
    },
  )
})

/** What a request's state may change; a policy has none of these. */
const hasRequestId = (route: RouteKey) => route.includes(':id') && !route.includes('/policies/')

/** Who may read does not hang on the state: one that waits and one that is over stand for all. */
const statesFor = (route: RouteKey): readonly RequestState[] => {
  if (!hasRequestId(route)) return ['open']
  return (routeRules[route] as string) === 'request.read' ? ['open', 'done'] : states
}

const isAboutRequest = (route: RouteKey) => (routeRules[route] as string).startsWith('request.')

type Line = { route: RouteKey; state: RequestState; applicant: MemberActor }

/** One call of the route by each, in this state of a request of the applicant's. Gives how many were made. */
async function callEach(kit: Kit, line: Line, personas: readonly Persona[], wrong: string[]): Promise<number> {
  const { route, state, applicant } = line
  const { as } = testApp(kit.deps)
  let view = await freshRequest(kit, applicant, state)
  let isUsed = false
  for (const persona of personas) {
    if (isUsed) view = await freshRequest(kit, applicant, state)
    const facts = await requireRequest(kit.deps.db, view.id)
    const { method, path, body, headers } = callOf(route, view)
    const response = await as(persona.actor, method, path, body, headers)
    // What was refused changed nothing: the next person meets the same request.
    isUsed = route.startsWith('POST') && response.ok
    const expected = expectedOf(route, persona, { facts, state })
    const actual = outcomeOf(route, response)
    // Submitting is open to all; the values of this body are stale for everybody, which is a conflict.
    const isSame = expected === actual || (route === 'POST /api/requests' && expected === 'in' && actual === 'conflict')
    if (!isSame) wrong.push(`${route} by ${persona.name} when ${state}: ${actual}, not ${expected}`)
  }
  return personas.length
}

async function freshRequest(kit: Kit, applicant: MemberActor, state: RequestState): Promise<RequestView> {
  await kit.deps.db.update(requests).set({ state: 'withdrawn' }).where(ne(requests.state, 'withdrawn'))
  const view = await submitted(kit, applicant)
  await kit.deps.db.update(requests).set({ state }).where(eq(requests.id, view.id))
  return view
}
